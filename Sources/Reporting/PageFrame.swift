/// What every page has around its contents: style, policy, scripts, and what could not be drawn.
struct PageFrame {
  let title: String
  /// What the main part holds, for people who skip to it.
  let contents: String
  let rendering: Rendering
  /// Whether there are pictures to draw in the browser.
  let isInteractive: Bool
  let head: HTML
  let body: HTML

  /// The document.
  var html: HTML {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
    <title>\(title)</title>
    <style>\(HTML(trusted: pageStyle))</style>
    <script>\(HTML(trusted: errorScript))</script>
    </head>
    <body>
    <a class="skip" href="#\(contents)">Skip to the \(contents)</a>
    \(head)
    \(notice)
    <main id="\(contents)">
    \(body)
    </main>
    <footer>This page is complete: it opens offline and asks no server for anything.</footer>
    \(scripts)
    </body>
    </html>

    """
  }

  /// Nothing from outside; Vega compiles its expressions, hence `unsafe-eval`.
  private static let policy =
    "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; "
    + "script-src 'unsafe-inline' 'unsafe-eval'; base-uri 'none'; form-action 'none'"

  private var notice: HTML {
    let sentences = rendering.problems.map { problem -> HTML in "<p>\(problem.message)</p>" }
    return sentences.isEmpty
      ? ""
      : "<aside class=\"notice\" role=\"note\"><strong>Pictures are missing.</strong>\(sentences)</aside>"
  }

  private var scripts: HTML {
    guard let bundle = rendering.script, isInteractive else { return "" }
    return """
      <script type="module">\(HTML.script(bundle))</script>
      <script type="module">\(HTML(trusted: chartScript))</script>
      """
  }
}
