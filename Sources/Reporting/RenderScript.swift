/// The Python program that draws: one request per line on standard input, one answer per line on
/// standard output, so that a whole report costs one start of the interpreter.
let renderScript = """
  import base64, json, re, sys
  try:
      import vl_convert
  except ImportError as problem:
      print(json.dumps({"id": -1, "error": str(problem)}))
      sys.exit(0)
  def drawn(spec):
      # Cells of a heat map touch: without soft edges nothing shines through between them.
      return vl_convert.vegalite_to_svg(spec).replace(
          'class="mark-rect ', 'shape-rendering="crispEdges" class="mark-rect ')
  for line in sys.stdin:
      request = json.loads(line)
      answer = {"id": request["id"]}
      try:
          wanted = request["format"]
          if wanted == "svg":
              picture = drawn(request["spec"])
              # Hundredths of a pixel are enough, and a third of the size; labels keep all digits.
              answer["text"] = re.sub(
                  r'(?<= )(?:d|transform|x|y)[12]?="[^"]*"',
                  lambda places: re.sub(r"([0-9][.][0-9][0-9])[0-9]+", r"\\1", places[0]), picture)
          elif wanted == "png":
              picture = vl_convert.svg_to_png(drawn(request["spec"]), scale=request["scale"])
              answer["text"] = base64.b64encode(picture).decode("ascii")
          else:
              answer["text"] = vl_convert.javascript_bundle()
      except Exception as problem:
          answer["error"] = " ".join(str(problem).split())[:300]
      print(json.dumps(answer), flush=True)
  """
