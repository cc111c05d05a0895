"""Pictures take bounded memory however they are packed, and look as they did on the phone that took them (H1)."""

import io
import struct
import subprocess
import sys

import pytest
from PIL import Image, ImageCms

from kept.kit.pictures import NotAPicture, normalized

# Display P3's red, green and blue in the profile's own space (CSS Color 4, adapted to D50).
DISPLAY_P3 = {
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}
# Four threads send pictures of 12 megapixels at once; then the process says what that took, in MB.
RUSH = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from kept.kit.pictures import NotAPicture, normalized

def megabytes(name):
    (line,) = [one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith(name)]
    return int(line.split()[1]) // 1024

def send(path):
    try:
        return len(normalized(Path(path).read_bytes(), sides=(1280, 400)))
    except NotAPicture:
        return 0

before = megabytes("VmRSS")
with ThreadPoolExecutor(4) as pool:
    sent = sum(pool.map(send, sys.argv[1:]))
    print(sent, megabytes("VmHWM") - before, megabytes("VmRSS") - before)
"""


def a_file(picture: Image.Image, kind: str = "PNG", **how) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def kept_colour(data: bytes) -> tuple[int, ...]:
    (webp,) = normalized(data, sides=(16,))
    colour = Image.open(io.BytesIO(webp)).getpixel((8, 8))
    assert isinstance(colour, tuple)
    return colour


def test_a_photo_of_fifty_megapixels_fits():
    photo = a_file(Image.new("RGB", (8160, 6144), "green"), "JPEG")
    large, small = normalized(photo, sides=(1280, 400))
    assert Image.open(io.BytesIO(large)).size == (1280, 964)
    assert Image.open(io.BytesIO(small)).size == (400, 301)


@pytest.mark.wall_clock
@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_many_pictures_at_once_take_the_memory_of_one_and_give_it_back(kind, tmp_path):
    path = tmp_path / "picture"
    path.write_bytes(a_file(Image.new("RGBA", (3500, 3500), "green"), kind))
    assert path.stat().st_size < 200_000
    rush = subprocess.run(
        [sys.executable, "-c", RUSH, *[str(path)] * 4], capture_output=True, text=True, check=True
    )
    sent, peak, left = map(int, rush.stdout.split())
    assert sent == 4 * 2
    assert peak < 300
    assert left < 60


def test_what_is_decoded_whole_may_have_fewer_pixels():
    with pytest.raises(NotAPicture, match="pixels"):
        normalized(a_file(Image.new("1", (5100, 5000))), sides=(16,))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_colour_of_display_p3_stays_the_same_colour(kind):
    # What sRGB calls (255, 0, 0). Without the profile it would become a dull red.
    photo = Image.new("RGB", (64, 64), (234, 51, 35))
    how = {"quality": 100} if kind != "PNG" else {}
    data = a_file(photo, kind, icc_profile=a_profile(DISPLAY_P3), **how)
    assert _near(kept_colour(data), (255, 0, 0), within=8)


def test_a_profile_that_cannot_be_read_changes_nothing():
    data = a_file(Image.new("RGB", (64, 64), (200, 60, 40)), icc_profile=b"no profile")
    assert _near(kept_colour(data), (200, 60, 40))


@pytest.mark.parametrize(
    ("mode", "kind", "grey"),
    [
        *(("L", "PNG", 128), ("LA", "PNG", (128, 255)), ("P", "PNG", 128), ("I;16", "PNG", 128 * 257)),
        *(("RGB", "PNG", (128, 128, 128)), ("RGBA", "PNG", (128, 128, 128, 255))),
        *(("L", "JPEG", 128), ("CMYK", "JPEG", (0, 0, 0, 127)), ("P", "GIF", 128)),
    ],
)
def test_a_middle_grey_stays_a_middle_grey_however_its_pixels_are_stored(mode, kind, grey):
    picture = Image.new(mode, (64, 64), grey)
    if mode == "P":
        picture.putpalette([value for step in range(256) for value in (step, step, step)])
    assert _near(kept_colour(a_file(picture, kind))[:3], (128, 128, 128))


@pytest.mark.parametrize(("mode", "seen_through"), [("L", 255), ("I;16", 65535), ("RGB", (255, 255, 255))])
def test_a_colour_that_stands_for_nothing_stays_see_through(mode, seen_through):
    data = a_file(Image.new(mode, (64, 64), seen_through), transparency=seen_through)
    assert kept_colour(data)[3] == 0


def a_profile(primaries: dict[bytes, tuple[float, float, float]]) -> bytes:
    """sRGB with other primaries (ICC.1: a table of tags from byte 128, numbers with 16 bits behind the point)."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (tags,) = struct.unpack_from(">I", profile, 128)
    for tag in range(tags):
        name, offset, _size = struct.unpack_from(">4sII", profile, 132 + 12 * tag)
        if name in primaries:
            struct.pack_into(">3i", profile, offset + 8, *(round(part * 65536) for part in primaries[name]))
    return bytes(profile)


def _near(colour: tuple[int, ...], other: tuple[int, ...], within: int = 3) -> bool:
    return all(abs(one - another) <= within for one, another in zip(colour, other, strict=True))
