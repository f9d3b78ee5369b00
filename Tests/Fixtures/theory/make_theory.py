"""Reference numbers for the tests of Theory: mpmath at 40 digits, sharing no formula where one can avoid it.

    pip install -r requirements.txt
    python make_theory.py > theory.json

The Fuss-Catalan law is integrated here from its density (Penson and Zyczkowski 2011) by adaptive
quadrature; the library uses closed forms. Marchenko-Pastur likewise.
"""

import json

import mpmath
from mpmath import mp

mp.dps = 40


def digits(value):
    """Quadrature may round a square root of an edge to -0: its imaginary part is far below 1e-30."""
    assert abs(mp.im(value)) < mp.mpf("1e-30")
    return float(mp.nstr(mp.re(value), 20))


def fuss_catalan(d):
    top = mp.pi / (d + 1)

    def x(t):
        return mp.sin((d + 1) * t) ** (d + 1) / (mp.sin(t) * mp.sin(d * t) ** d)

    def density(t):
        return mp.sin(t) ** 2 * mp.sin(d * t) ** (d - 1) / (mp.pi * mp.sin((d + 1) * t) ** d)

    def slope(t):
        return x(t) * abs((d + 1) ** 2 * mp.cot((d + 1) * t) - mp.cot(t) - d**2 * mp.cot(d * t))

    points = [top * mp.mpf(i) / 12 for i in range(13)]

    def integral(f, low=mp.mpf(0), high=top):
        inside = [low] + [p for p in points if low < p < high] + [high]
        return mp.quad(lambda t: f(t) * density(t) * slope(t), inside)

    first = integral(lambda t: mp.sqrt(x(t)))

    def share_log_share(t):
        share = mp.sqrt(x(t)) / first
        return -share * mp.log(share)

    rows = []
    for tenth in ["0.05", "0.3", "0.5", "0.7", "0.95", "0.999"]:
        t = top * mp.mpf(tenth)
        rows.append(
            {
                "sigma": digits(mp.sqrt(x(t))),
                "density_sigma": digits(2 * mp.sqrt(x(t)) * density(t)),
                "density_squared": digits(density(t)),
                "cumulative": digits(integral(lambda t: mp.mpf(1), t, top)),
            }
        )
    return {
        "depth": d,
        "mass": digits(integral(lambda t: mp.mpf(1))),
        "mean_sigma": digits(first),
        "entropy_offset_weights": digits(integral(share_log_share)),
        "entropy_offset_gram": digits(integral(lambda t: -x(t) * mp.log(x(t)))),
        "points": rows,
    }


def offset_weights(d):
    """h_sv as the derivative of the moment function at s = 1/2, taken numerically."""

    def log_moment(s):
        return mp.loggamma((d + 1) * s + 1) - mp.loggamma(s + 1) - mp.loggamma(d * s + 2)

    half = mp.mpf(1) / 2
    return log_moment(half) - mp.diff(log_moment, half) / 2


def marchenko_pastur(c):
    c = mp.mpf(c)
    low, high = (1 - mp.sqrt(c)) ** 2, (1 + mp.sqrt(c)) ** 2

    def density(x):
        return mp.sqrt((high - x) * (x - low)) / (2 * mp.pi * c * x)

    atom = max(mp.mpf(0), 1 - 1 / c)
    rows = []
    for share in ["0.01", "0.2", "0.5", "0.9", "0.9999"]:
        x = low + (high - low) * mp.mpf(share)
        rows.append(
            {
                "x": digits(x),
                "density": digits(density(x)),
                "cumulative": digits(atom + mp.quad(density, [low, (low + x) / 2, x])),
            }
        )
    entropy = -mp.quad(lambda x: x * mp.log(x) * density(x), [low, (low + high) / 2, high])
    third = mp.quad(lambda x: x**3 * density(x), [low, (low + high) / 2, high])
    return {
        "ratio": digits(c),
        "points": rows,
        "entropy_offset": digits(entropy),
        "third_moment": digits(third),
    }


def main():
    arguments = ["0.001", "0.1", "0.5", "1", "1.4616321449683623", "2.5", "7", "9.99", "30.25", "1001.5", "1e8"]
    special = [
        {
            "x": float(a),
            "digamma": digits(mp.digamma(mp.mpf(float(a)))),
            "log_gamma": digits(mp.loggamma(mp.mpf(float(a)))),
        }
        for a in arguments
    ]
    depths = [1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 100, 1000, 2000]
    print(
        json.dumps(
            {
                "mpmath": mpmath.__version__,
                "special": special,
                "offset_weights": [{"depth": d, "value": digits(offset_weights(d))} for d in depths],
                "fuss_catalan": [fuss_catalan(d) for d in [1, 2, 3, 4, 8, 16]],
                "marchenko_pastur": [marchenko_pastur(c) for c in ["0.01", "0.25", "1", "4"]],
            },
            indent=1,
        )
    )


main()
