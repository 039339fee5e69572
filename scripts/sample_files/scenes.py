"""The photographs of the sample office: drawn scenes of the invented city, with what a camera would have noted."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from PIL import Image

from scripts.sample_files.brush import Brush, Colour

WIDE, TALL = (1600, 1067), (1067, 1600)
TOWN, SCHOOL = (52.9101, 16.7264), (52.9068, 16.7351)
BRICK: Colour = (188, 96, 72)
ROOF: Colour = (134, 62, 50)
CREAM: Colour = (240, 226, 196)
STEEL: Colour = (66, 84, 104)
LEAF: Colour = (96, 150, 74)
GRASS: Colour = (126, 168, 92)


@dataclass(frozen=True)
class Scene:
    """One photograph: what it shows, when and where it was taken (degrees north and east; an invented place)."""

    file: str
    taken: str
    text: str
    draw: Callable[[Brush], None]
    north: float = 52.9134
    east: float = 16.7302
    size: tuple[int, int] = WIDE


def _bridge(b: Brush) -> None:
    b.sky((120, 170, 220), (232, 240, 246), 0.62)
    b.sun(0.76, 0.2, 0.06, (255, 250, 226))
    b.hills(0.5, 0.05, (138, 170, 150))
    b.hills(0.57, 0.03, GRASS)
    b.water(0.62, (132, 172, 200), (72, 112, 150))
    for x in (0.25, 0.75):
        b.line([(x, 0.2), (x, 0.8)], 0.03, STEEL)
        for step in range(1, 8):
            b.line([(x, 0.22), (x - 0.03 * step, 0.52)], 0.003, STEEL)
            b.line([(x, 0.22), (x + 0.03 * step, 0.52)], 0.003, STEEL)
    b.box(0, 0.52, 1, 0.025, (210, 196, 172))
    b.line([(0, 0.48), (1, 0.48)], 0.004, STEEL)
    for x in (0.33, 0.4, 0.58, 0.9):
        b.person(x, 0.525, 0.11)


def _building_site(b: Brush) -> None:
    b.sky((170, 190, 206), (236, 232, 224), 0.6)
    b.hills(0.52, 0.04, (146, 166, 142))
    b.water(0.64, (150, 168, 176), (98, 118, 128))
    for x in (0.2, 0.48, 0.76):
        b.box(x, 0.44, 0.05, 0.34, (186, 182, 176))
    b.box(0.0, 0.42, 0.53, 0.04, (168, 162, 154))
    b.line([(0.86, 0.9), (0.86, 0.1)], 0.018, (232, 168, 40))
    b.line([(0.45, 0.14), (0.97, 0.12)], 0.014, (232, 168, 40))
    b.line([(0.55, 0.14), (0.55, 0.36)], 0.003, (60, 60, 60))
    b.box(0.52, 0.36, 0.06, 0.05, (150, 146, 140))
    b.shape([(0, 1), (0, 0.84), (0.42, 0.9), (0.5, 1)], (176, 150, 110))
    for x in (0.1, 0.18, 0.3):
        b.person(x, 0.95, 0.17)


def _square(b: Brush) -> None:
    b.sky((108, 164, 222), (238, 240, 236), 0.7)
    for number, wall in enumerate((CREAM, (220, 178, 130), (196, 206, 190), (230, 196, 188), CREAM)):
        b.house(0.0 + number * 0.2, 0.68, 0.19, 0.3 + 0.04 * (number % 2), wall, ROOF)
    b.house(0.38, 0.7, 0.24, 0.4, BRICK, ROOF)
    b.box(0.47, 0.1, 0.06, 0.25, BRICK)
    b.shape([(0.46, 0.1), (0.5, 0.0), (0.54, 0.1)], (74, 110, 104))
    b.disc(0.5, 0.18, 0.03, (250, 246, 230))
    b.box(0, 0.68, 1, 0.32, (206, 198, 186))
    for row in range(6):
        b.line([(0, 0.72 + row * 0.05), (1, 0.72 + row * 0.05)], 0.003, (184, 176, 164))
    for x in (0.1, 0.17, 0.3, 0.66, 0.72, 0.86):
        b.person(x, 0.78 + b.random.uniform(0, 0.14), 0.16)


def _school(b: Brush) -> None:
    b.sky((130, 180, 226), (240, 244, 240), 0.66)
    b.hills(0.6, 0.03, (150, 184, 140))
    b.box(0, 0.66, 1, 0.34, GRASS)
    b.house(0.14, 0.7, 0.5, 0.32, (246, 214, 150), ROOF)
    b.box(0.36, 0.58, 0.06, 0.12, (120, 70, 50))
    b.house(0.64, 0.7, 0.2, 0.24, (250, 230, 190), ROOF)
    for x in (0.06, 0.9, 0.96):
        b.tree(x, 0.74, 0.34, LEAF)
    b.shape([(0.34, 0.7), (0.44, 0.7), (0.56, 1), (0.2, 1)], (214, 204, 186))


def _planting(b: Brush) -> None:
    b.sky((150, 196, 232), (244, 246, 238), 0.6)
    b.house(0.55, 0.6, 0.38, 0.22, (246, 214, 150), ROOF)
    b.box(0, 0.58, 1, 0.42, GRASS)
    for number in range(6):
        x = 0.08 + number * 0.16
        b.shape([(x - 0.03, 0.8), (x + 0.03, 0.8), (x + 0.02, 0.83), (x - 0.02, 0.83)], (110, 82, 58))
        b.tree(x, 0.8, 0.24, (128, 178, 84))
    for x in (0.14, 0.2, 0.44, 0.5, 0.78):
        b.person(x, 0.9, 0.24)
    b.line([(0.47, 0.9), (0.48, 0.68)], 0.008, (120, 90, 60))


def _concert(b: Brush) -> None:
    b.sky((18, 20, 48), (70, 52, 96), 0.75)
    for _ in range(90):
        b.disc(b.random.random(), b.random.uniform(0, 0.4), 0.0015, (240, 236, 220))
    b.water(0.75, (60, 52, 96), (24, 24, 52), 40)
    b.box(0.25, 0.3, 0.5, 0.4, (40, 34, 60))
    for number, colour in enumerate(((250, 120, 90), (250, 206, 100), (120, 200, 250), (220, 130, 240))):
        x = 0.32 + number * 0.12
        b.shape([(x, 0.32), (x - 0.05, 0.68), (x + 0.05, 0.68)], colour)
    b.box(0.22, 0.66, 0.56, 0.06, (90, 70, 70))
    for x in (0.36, 0.46, 0.56, 0.66):
        b.person(x, 0.67, 0.2)
    for number in range(26):
        b.disc(0.02 + number * 0.039, 0.93 + b.random.uniform(-0.02, 0.03), 0.035, (20, 18, 34))


def _delegation(b: Brush) -> None:
    b.sky((124, 176, 226), (240, 242, 240), 0.66)
    b.house(0.2, 0.66, 0.6, 0.44, BRICK, ROOF)
    b.box(0, 0.64, 1, 0.36, (208, 200, 188))
    for x, colours in ((0.1, ((250, 250, 250), (210, 40, 60))), (0.9, ((60, 130, 90), (250, 250, 250)))):
        b.line([(x, 0.8), (x, 0.16)], 0.008, (90, 90, 96))
        b.box(x, 0.17, 0.09, 0.06, colours[0])
        b.box(x, 0.23, 0.09, 0.06, colours[1])
    for number in range(8):
        b.person(0.24 + number * 0.07, 0.88, 0.28)


def _tower(b: Brush) -> None:
    b.sky((90, 150, 214), (236, 242, 246), 0.88)
    b.box(0.34, 0.24, 0.32, 0.64, BRICK)
    b.shape([(0.31, 0.24), (0.5, 0.03), (0.69, 0.24)], (74, 120, 110))
    b.disc(0.5, 0.34, 0.055, (250, 246, 230))
    b.line([(0.5, 0.34), (0.5, 0.305)], 0.005, (40, 40, 50))
    b.line([(0.5, 0.34), (0.54, 0.352)], 0.005, (40, 40, 50))
    for row in range(3):
        for x in (0.4, 0.53):
            b.box(x, 0.46 + row * 0.13, 0.07, 0.07, (80, 56, 60))
    b.box(0, 0.87, 1, 0.13, (206, 198, 186))
    b.tree(0.14, 0.9, 0.2, LEAF)
    b.tree(0.86, 0.9, 0.22, LEAF)


def _benches(b: Brush) -> None:
    b.sky((186, 200, 214), (238, 236, 230), 0.5)
    b.hills(0.46, 0.03, (164, 150, 120))
    b.water(0.48, (150, 170, 184), (110, 134, 154), 50)
    b.box(0, 0.68, 1, 0.32, (196, 184, 168))
    b.line([(0, 0.6), (1, 0.6)], 0.008, STEEL)
    for x in (0.12, 0.44, 0.76):
        for row in range(3 if x != 0.44 else 1):
            b.box(x, 0.7 + row * 0.028, 0.17, 0.016, (150, 102, 62))
        b.box(x, 0.8, 0.17, 0.02, (150, 102, 62))
        b.box(x + 0.01, 0.7, 0.008, 0.2, STEEL)
        b.box(x + 0.15, 0.7, 0.008, 0.2, STEEL)
    b.tree(0.36, 0.72, 0.4, (190, 140, 60))
    b.tree(0.95, 0.72, 0.44, (176, 120, 56))


SCENES = (
    Scene("kladka-widok-od-przystani.jpg", "2026:10:02 11:20:00", "Kładka na Wierzbnicy, widok od przystani", _bridge),
    Scene("kladka-budowa-filary.jpg", "2026:10:02 11:34:00", "Budowa kładki, filary i dźwig", _building_site),
    Scene("rynek-swieto-miasta.jpg", "2026:06:13 10:05:00", "Święto Miasta, rynek przed otwarciem", _square, *TOWN),
    Scene("szkola-podstawowa-nr-4.jpg", "2026:03:05 09:15:00", "Szkoła nr 4, boisko bez cienia", _school, *SCHOOL),
    Scene("sadzenie-lip.jpg", "2026:06:13 13:20:00", "Sadzenie lip przy szkole nr 4", _planting, *SCHOOL),
    Scene("koncert-na-bulwarze.jpg", "2026:06:13 21:40:00", "Święto Miasta, koncert na bulwarze", _concert),
    Scene("delegacja-z-lindenau.jpg", "2026:06:12 12:00:00", "Delegacja z Lindenau na rynku", _delegation, *TOWN),
    Scene("wieza-ratusza.jpg", "2026:05:18 12:10:00", "Wieża ratusza po remoncie", _tower, *TOWN, TALL),
    Scene("lawki-na-bulwarze.jpg", "2026:11:06 10:25:00", "Ławki na bulwarze Flisaków", _benches),
)


def picture(scene: Scene) -> Image.Image:
    """Return the drawn scene."""
    brush = Brush(scene.size, seed=len(scene.file))
    scene.draw(brush)
    return brush.finished()


def photo(scene: Scene) -> bytes:
    """Return the scene as JPEG with EXIF: maker, date, place, description."""
    exif = Image.Exif()
    exif[0x010E] = f"{scene.text}. Próbka – dane wymyślone".encode()
    exif[0x010F], exif[0x0110] = "Akta sample", "drawn scene"
    exif[0x8298] = "Akta sample, free to use"
    exif[0x0132] = scene.taken
    exif.get_ifd(0x8769).update({0x9003: scene.taken, 0x9004: scene.taken})
    place = {1: "N", 2: _degrees(scene.north), 3: "E", 4: _degrees(scene.east)}
    exif.get_ifd(0x8825).update(place)
    out = io.BytesIO()
    picture(scene).save(out, "JPEG", quality=78, optimize=True, exif=exif)
    return out.getvalue()


def _degrees(value: float) -> tuple[Fraction, Fraction, Fraction]:
    whole, rest = divmod(round(value * 360_000), 360_000)
    minutes, hundredths = divmod(rest, 6_000)
    return Fraction(whole), Fraction(minutes), Fraction(hundredths, 100)
