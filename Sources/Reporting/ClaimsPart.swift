import Foundation
import Runs

/// The claims of an experiment as a table that can be filtered by verdict without scripts.
struct ClaimsPart {
  let claims: [Claim]
  let id: String

  var html: HTML {
    guard !claims.isEmpty else { return "" }
    let counts = VerdictCounts(claims)
    let kinds = [
      ("all", claims.count), ("refuted", counts.refuted), ("inconclusive", counts.inconclusive),
      ("confirmed", counts.confirmed), ("note", counts.notes),
    ]
    let filters = kinds.filter { $0.1 > 0 }.map { kind, count -> HTML in
      """
      <label class="filter \(kind)"><input type="radio" name="\(id)" value="\(kind)"\
      \(kind == "all" ? HTML(" checked") : "")> \(kind == "note" ? "notes" : kind) \
      <b>\(count)</b></label>
      """
    }
    return """
      <div class="claims">
      <div class="filters" role="radiogroup" aria-label="Show claims">\(filters)</div>
      <div class="scroll" tabindex="0" role="region" aria-label="Claims">
      <table><thead><tr><th scope="col">Verdict</th><th scope="col">Claim</th>\
      <th scope="col" class="n">Published</th><th scope="col" class="n">Measured</th>\
      <th scope="col" class="n">Tolerance</th><th scope="col"><span class="sr">Agreement</span></th>\
      </tr></thead>
      <tbody>\(ordered.map(row))</tbody></table></div></div>
      """
  }

  private var ordered: [Claim] {
    claims.filter { $0.verdict == .refuted } + claims.filter { $0.verdict == .inconclusive }
      + claims.filter { $0.verdict == .confirmed || $0.verdict == nil }
  }

  private func row(_ claim: Claim) -> HTML {
    """
    <tr class="\(claim.verdictWord)"><td><span class="chip \(claim.verdictWord)">\
    <i aria-hidden="true">\(claim.verdictMark)</i>\(claim.verdictWord)</span></td>\
    <td><span class="statement">\(claim.statement)</span>\
    <span class="source"><code>\(claim.id)</code> \(claim.source)</span></td>\
    <td class="n">\(Self.signed(claim.publishedText))</td>\
    <td class="n">\(Self.signed(claim.measuredText))</td>\
    <td class="n">\(Self.signed(claim.toleranceText))</td><td>\(gauge(claim))</td></tr>

    """
  }

  /// Numbers with a true minus sign.
  private static func signed(_ text: String) -> String { text.replacing("-", with: "−") }

  /// Where the measured value lies in the band of tolerance around the published one; the line
  /// reaches two standard errors to both sides.
  private func gauge(_ claim: Claim) -> HTML {
    guard let published = claim.published, let measured = claim.measured,
      let tolerance = claim.tolerance, tolerance > 0
    else { return "" }
    // The band fills the middle half of 88 units.
    func place(_ value: Double) -> Double {
      min(max(44 + 22 * (value - published) / tolerance, 3), 85)
    }
    func text(_ value: Double) -> String { String(format: "%.1f", value) }
    let reach = 2 * (claim.standardError ?? 0)
    let (low, high) = (place(measured - reach), place(measured + reach))
    return """
      <svg class="gauge \(claim.verdictWord)" viewBox="0 0 88 16" width="88" height="16" \
      aria-hidden="true"><rect x="22" y="3" width="44" height="10" rx="2"/>\
      <path d="M44 1v14"/><path class="err" d="M\(text(low)) 8H\(text(high))"/>\
      <circle cx="\(text(place(measured)))" cy="8" r="3"/></svg>
      """
  }
}
