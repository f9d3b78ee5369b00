extension ChartPage {
  /// A long table, which readers of the page order by a click on a heading.
  public struct Listing: Sendable {
    /// What the table is called.
    public var title: String
    /// The headings.
    public var header: [String]
    /// The columns that hold numbers.
    public var numbers: Range<Int>
    /// The rows, as many cells each as there are headings.
    public var rows: [[String]]

    /// A table.
    ///
    /// - Precondition: All rows have as many cells as the header.
    public init(title: String, header: [String], numbers: Range<Int>, rows: [[String]]) {
      precondition(
        rows.allSatisfy { $0.count == header.count },
        "A row does not have the \(header.count) cells of the header.")
      self.title = title
      self.header = header
      self.numbers = numbers
      self.rows = rows
    }
  }
}

/// A long table on a page.
struct ListingPart {
  let listing: ChartPage.Listing
  let id: String

  var html: HTML {
    let headings = listing.header.enumerated().map { column, text -> HTML in
      """
      <th scope="col"\(style(of: column))><button type="button">\(text.isEmpty ? "kind" : text)\
      </button></th>
      """
    }
    let rows = listing.rows.map { cells -> HTML in
      let inner = cells.enumerated().map { column, text -> HTML in
        column == 0
          ? "<th scope=\"row\">\(text)</th>" : "<td\(style(of: column))>\(text)</td>"
      }
      return "<tr>\(inner)</tr>\n"
    }
    return """
      <section class="listing" aria-labelledby="\(id)"><h2 id="\(id)">\(listing.title)</h2>
      <div class="scroll"><table><thead><tr>\(headings)</tr></thead><tbody>
      \(rows)</tbody></table></div></section>

      """
  }

  private func style(of column: Int) -> HTML {
    listing.numbers.contains(column) ? " class=\"n\"" : ""
  }
}

/// Orders a listing by the column whose heading is clicked, the other way round at the second click.
let listingScript = """
  for (const table of document.querySelectorAll(".listing table")) {
    const body = table.tBodies[0];
    const collator = new Intl.Collator("en", { numeric: true });
    table.tHead.addEventListener("click", (event) => {
      const heading = event.target.closest("th");
      if (!heading) return;
      const isNumber = heading.classList.contains("n");
      const before = heading.getAttribute("aria-sort");
      const descends = before ? before === "ascending" : isNumber;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", descends ? "descending" : "ascending");
      const sign = descends ? -1 : 1;
      const key = (row) => {
        const text = row.cells[heading.cellIndex].textContent;
        return isNumber ? parseFloat(text) : text;
      };
      const rows = [...body.rows].map((row) => [key(row), row]);
      rows.sort(([a], [b]) => {
        if (!isNumber) return sign * collator.compare(a, b);
        return Number.isNaN(a) - Number.isNaN(b) || sign * (a - b);
      });
      body.append(...rows.map(([, row]) => row));
    });
  }
  """
