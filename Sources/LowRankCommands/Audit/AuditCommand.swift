import ArgumentParser

/// `lowrank audit`
struct AuditCommand: ParsableCommand {
}
