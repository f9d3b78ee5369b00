/// A work that results rest on, as a BibTeX entry.
public struct Reference: Hashable, Sendable {
  /// The BibTeX key, such as `huh2023lowrank`.
  public let key: String
  /// The BibTeX entry type, such as `article`.
  public let kind: String
  /// Field names and values in order; values without their braces.
  public let fields: [Field]

  /// One field of a BibTeX entry.
  public struct Field: Hashable, Sendable {
    /// The name, such as `title`.
    public let name: String
    /// The value; BibTeX markup is allowed.
    public let value: String
  }

  init(_ key: String, _ kind: String, _ fields: KeyValuePairs<String, String>) {
    self.key = key
    self.kind = kind
    self.fields = fields.map { Field(name: $0.key, value: $0.value) }
  }

  /// The value of a field, if the entry has it.
  public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The entry as a `.bib` file holds it.
  public var bibTeX: String {
    let width = fields.map(\.name.count).max() ?? 0
    let lines = fields.map { field in
      let gap = String(repeating: " ", count: width - field.name.count)
      return "  \(field.name)\(gap) = {\(field.value)}"
    }
    return "@\(kind){\(key),\n\(lines.joined(separator: ",\n"))\n}"
  }
}

/// Every work that an experiment, a method or a part of the program rests on.
public enum Bibliography {
  /// All entries: this program, the papers it reproduces, then the methods, by year.
  public static let all: [Reference] = [program] + papers + methods

  /// The entry with this BibTeX key.
  public static func reference(_ key: String) -> Reference? { all.first { $0.key == key } }

  /// This program.
  public static let program = Reference(
    "lowrankbias", "software",
    [
      "title": "{LowRankBias}: the low-rank bias of deep networks, measured and compared",
      "author": "{The LowRankBias authors}",
      "year": "2026",
      "version": "0.1.0",
      "license": "Apache-2.0",
    ])

  static let papers = [
    Reference(
      "huh2023lowrank", "article",
      [
        "title": "The Low-Rank Simplicity Bias in Deep Networks",
        "author":
          "Huh, Minyoung and Mobahi, Hossein and Zhang, Richard and Cheung, Brian and Agrawal, "
          + "Pulkit and Isola, Phillip",
        "journal": "Transactions on Machine Learning Research",
        "year": "2023",
        "url": "https://openreview.net/forum?id=bCiNWDmlY2",
        "eprint": "2103.10427",
        "archiveprefix": "arXiv",
      ]),
    Reference(
      "boixadsera2025inductive", "misc",
      [
        "title":
          "On the inductive bias of infinite-depth {ResNets} and the bottleneck rank",
        "author": "Boix-Adsera, Enric",
        "year": "2025",
        "eprint": "2501.19149",
        "archiveprefix": "arXiv",
      ]),
  ]

  static let methods = [
    Reference(
      "savitzky1964smoothing", "article",
      [
        "title":
          "Smoothing and Differentiation of Data by Simplified Least Squares Procedures",
        "author": "Savitzky, Abraham and Golay, Marcel J. E.",
        "journal": "Analytical Chemistry",
        "volume": "36",
        "number": "8",
        "pages": "1627--1639",
        "year": "1964",
      ]),
    Reference(
      "marchenko1967distribution", "article",
      [
        "title": "Distribution of Eigenvalues for Some Sets of Random Matrices",
        "author": "Marchenko, Vladimir A. and Pastur, Leonid A.",
        "journal": "Mathematics of the USSR-Sbornik",
        "volume": "1",
        "number": "4",
        "pages": "457--483",
        "year": "1967",
      ]),
    Reference(
      "liu1989lbfgs", "article",
      [
        "title": "On the Limited Memory {BFGS} Method for Large Scale Optimization",
        "author": "Liu, Dong C. and Nocedal, Jorge",
        "journal": "Mathematical Programming",
        "volume": "45",
        "pages": "503--528",
        "year": "1989",
      ]),
    Reference(
      "fazel2003logdet", "inproceedings",
      [
        "title":
          "Log-det Heuristic for Matrix Rank Minimization with Applications to {Hankel} and "
          + "{Euclidean} Distance Matrices",
        "author": "Fazel, Maryam and Hindi, Haitham and Boyd, Stephen P.",
        "booktitle": "American Control Conference",
        "pages": "2156--2162",
        "year": "2003",
      ]),
    Reference(
      "roy2007effective", "inproceedings",
      [
        "title": "The Effective Rank: A Measure of Effective Dimensionality",
        "author": "Roy, Olivier and Vetterli, Martin",
        "booktitle": "15th European Signal Processing Conference",
        "pages": "606--610",
        "year": "2007",
      ]),
    Reference(
      "ros2008separable", "inproceedings",
      [
        "title":
          "A Simple Modification in {CMA-ES} Achieving Linear Time and Space Complexity",
        "author": "Ros, Raymond and Hansen, Nikolaus",
        "booktitle": "Parallel Problem Solving from Nature ({PPSN X})",
        "pages": "296--305",
        "year": "2008",
      ]),
    Reference(
      "candes2009exact", "article",
      [
        "title": "Exact Matrix Completion via Convex Optimization",
        "author": "Cand{\\`e}s, Emmanuel J. and Recht, Benjamin",
        "journal": "Foundations of Computational Mathematics",
        "volume": "9",
        "pages": "717--772",
        "year": "2009",
      ]),
    Reference(
      "mazumder2010spectral", "article",
      [
        "title":
          "Spectral Regularization Algorithms for Learning Large Incomplete Matrices",
        "author": "Mazumder, Rahul and Hastie, Trevor and Tibshirani, Robert",
        "journal": "Journal of Machine Learning Research",
        "volume": "11",
        "pages": "2287--2322",
        "year": "2010",
      ]),
    Reference(
      "zhang2010mcp", "article",
      [
        "title": "Nearly Unbiased Variable Selection under Minimax Concave Penalty",
        "author": "Zhang, Cun-Hui",
        "journal": "The Annals of Statistics",
        "volume": "38",
        "number": "2",
        "pages": "894--942",
        "year": "2010",
      ]),
    Reference(
      "penson2011product", "article",
      [
        "title": "Product of {Ginibre} Matrices: {Fuss--Catalan} and {Raney} Distributions",
        "author": "Penson, Karol A. and {\\.Z}yczkowski, Karol",
        "journal": "Physical Review E",
        "volume": "83",
        "number": "6",
        "pages": "061118",
        "year": "2011",
        "eprint": "1103.3453",
        "archiveprefix": "arXiv",
      ]),
    Reference(
      "salmon2011parallel", "inproceedings",
      [
        "title": "Parallel Random Numbers: As Easy as 1, 2, 3",
        "author": "Salmon, John K. and Moraes, Mark A. and Dror, Ron O. and Shaw, David E.",
        "booktitle":
          "International Conference for High Performance Computing, Networking, Storage and "
          + "Analysis",
        "year": "2011",
      ]),
    Reference(
      "neuschel2014plancherel", "article",
      [
        "title":
          "{Plancherel--Rotach} Formulae for Average Characteristic Polynomials of Products of "
          + "{Ginibre} Random Matrices and the {Fuss--Catalan} Distribution",
        "author": "Neuschel, Thorsten",
        "journal": "Random Matrices: Theory and Applications",
        "volume": "3",
        "number": "1",
        "year": "2014",
      ]),
    Reference(
      "goodfellow2015qualitatively", "inproceedings",
      [
        "title": "Qualitatively Characterizing Neural Network Optimization Problems",
        "author": "Goodfellow, Ian J. and Vinyals, Oriol and Saxe, Andrew M.",
        "booktitle": "International Conference on Learning Representations",
        "year": "2015",
        "eprint": "1412.6544",
        "archiveprefix": "arXiv",
      ]),
    Reference(
      "kingma2015adam", "inproceedings",
      [
        "title": "{Adam}: A Method for Stochastic Optimization",
        "author": "Kingma, Diederik P. and Ba, Jimmy",
        "booktitle": "International Conference on Learning Representations ({ICLR})",
        "year": "2015",
        "eprint": "1412.6980",
        "archiveprefix": "arXiv",
      ]),
    Reference(
      "heinecke2016libxsmm", "inproceedings",
      [
        "title":
          "{LIBXSMM}: Accelerating Small Matrix Multiplications by Runtime Code Generation",
        "author":
          "Heinecke, Alexander and Henry, Greg and Hutchinson, Maxwell and Pabst, Hans",
        "booktitle":
          "International Conference for High Performance Computing, Networking, Storage and "
          + "Analysis",
        "year": "2016",
      ]),
    Reference(
      "harper2015movielens", "article",
      [
        "title": "The {MovieLens} Datasets: History and Context",
        "author": "Harper, F. Maxwell and Konstan, Joseph A.",
        "journal": "ACM Transactions on Interactive Intelligent Systems",
        "volume": "5",
        "number": "4",
        "year": "2015",
      ]),
    Reference(
      "hansen2016cma", "misc",
      [
        "title": "The {CMA} Evolution Strategy: A Tutorial",
        "author": "Hansen, Nikolaus",
        "year": "2016",
        "eprint": "1604.00772",
        "archiveprefix": "arXiv",
      ]),
    Reference(
      "satyanarayan2017vegalite", "article",
      [
        "title": "{Vega-Lite}: A Grammar of Interactive Graphics",
        "author":
          "Satyanarayan, Arvind and Moritz, Dominik and Wongsuphasawat, Kanit and Heer, Jeffrey",
        "journal": "IEEE Transactions on Visualization and Computer Graphics",
        "volume": "23",
        "number": "1",
        "pages": "341--350",
        "year": "2017",
      ]),
    Reference(
      "xiao2017fashion", "misc",
      [
        "title":
          "{Fashion-MNIST}: A Novel Image Dataset for Benchmarking Machine Learning Algorithms",
        "author": "Xiao, Han and Rasul, Kashif and Vollgraf, Roland",
        "year": "2017",
        "eprint": "1708.07747",
        "archiveprefix": "arXiv",
      ]),
    Reference(
      "shibata2020sleef", "article",
      [
        "title":
          "{SLEEF}: A Portable Vectorized Library of {C} Standard Mathematical Functions",
        "author": "Shibata, Naoki and Petrogalli, Francesco",
        "journal": "IEEE Transactions on Parallel and Distributed Systems",
        "volume": "31",
        "number": "6",
        "pages": "1316--1327",
        "year": "2020",
      ]),
    Reference(
      "sitzmann2020siren", "inproceedings",
      [
        "title": "Implicit Neural Representations with Periodic Activation Functions",
        "author":
          "Sitzmann, Vincent and Martel, Julien N. P. and Bergman, Alexander W. and Lindell, David B. and Wetzstein, Gordon",
        "booktitle": "Advances in Neural Information Processing Systems ({NeurIPS})",
        "year": "2020",
        "eprint": "2006.09661",
        "archiveprefix": "arXiv",
      ]),
  ]
}
