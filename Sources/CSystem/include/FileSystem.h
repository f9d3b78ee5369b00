#ifndef LOWRANK_FILE_SYSTEM_H
#define LOWRANK_FILE_SYSTEM_H

// What the C library knows and Swift's module of it does not show.

/// 1 where the open file lies on a network file system or on one whose mappings are as slow, 0 where
/// not or not known.
int lowrank_is_on_network(int descriptor);

#endif
