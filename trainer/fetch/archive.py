"""A zip's directory, and one member out of the bytes that hold it.

``zipfile`` reads the directory at the end of the archive (ZIP64 included; FMA's large archive
needs it). A member is then one range of bytes, from its local header to the next one, and is
unpacked from those bytes alone, by any thread. FMA's metadata are packed with bzip2 (mdeff/fma,
issue 5); stored and deflated members are read as well.
"""

import bz2
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trainer.fetch.errors import ArchiveError
from trainer.fetch.layout import inside, stays_inside
from trainer.fetch.parts import Parts, SeekableParts

_LOCAL_HEADER = struct.Struct("<4s5H3L2H")  # APPNOTE.TXT 6.3.10, section 4.3.7
_LOCAL_MARK = b"PK\x03\x04"
_ENCRYPTED = 1
_LONGEST_FIELD = 1 << 16  # extra field of a local header, whose length the directory leaves out


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip.

    Attributes:
        name: as the zip has it.
        start, stop: the bytes of the archive that hold it with its header.
        packed: bytes of its compressed content.
        size: bytes of its content.
        crc: CRC-32 of its content.
        method: 0 stored, 8 deflated, 12 bzip2.
    """

    name: str
    start: int
    stop: int
    packed: int
    size: int
    crc: int
    method: int


@dataclass(frozen=True, slots=True, eq=False)
class Archive:
    """A zip that was opened.

    Attributes:
        parts: its bytes.
        members: by path inside the top folder, see :mod:`trainer.fetch.layout`.
    """

    parts: Parts
    members: Mapping[str, Member]

    def find(self, path: str) -> Member | None:
        """Return the member at a path, whichever subset the path names; None where none is."""
        return self.members.get(inside(path))

    def content(self, path: str) -> bytes:
        """Return the content of the member at a path.

        Raises:
            ArchiveError: there is none, or it does not unpack.
            TransferError: the server does not deliver it.
        """
        member = self.find(path)
        if member is None:
            raise ArchiveError(
                f"{self.parts.name} holds no {path}. It is not an archive of the FMA data set, or "
                "not this one; check --base-url and --archive."
            )
        return unpack(member, self.parts.read(member.start, member.stop))


def open_archive(parts: Parts) -> Archive:
    """Read the directory of a zip.

    Raises:
        ArchiveError: it is truncated, no zip, or names a file outside its own folder.
        TransferError: the server does not deliver it.
    """
    try:
        with zipfile.ZipFile(SeekableParts(parts)) as opened:
            infos, end = opened.infolist(), opened.start_dir
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, struct.error) as error:
        raise ArchiveError(
            f"{parts.name} ({parts.size:,} bytes) is no readable zip ({error}): its directory "
            "stands at its end, so that a truncated file has none. Fetch it again, or check the "
            "address."
        ) from error
    outside = [info.filename for info in infos if not stays_inside(info.filename)]
    if outside:
        raise ArchiveError(
            f"{parts.name} names {outside[0]!r}, which lies outside its own folder"
            f"{f', and {len(outside) - 1} more' if len(outside) > 1 else ''}. Nothing of "
            "it is unpacked. Use the published archive."
        )
    return Archive(parts, {inside(member.name): member for member in _members(infos, end)})


def unpack(member: Member, held: bytes) -> bytes:
    """Return a member's content.

    Args:
        member: as the directory describes it.
        held: the bytes start ... stop of the archive.

    Raises:
        ArchiveError: they do not hold that member.
    """
    packed = held[_content_start(member, held) :][: member.packed]
    try:
        content = _inflated(member, packed)
    except (zlib.error, OSError, EOFError, ValueError) as error:
        raise ArchiveError(f"{member.name} does not unpack ({error}).") from error
    if len(content) != member.size or zlib.crc32(content) != member.crc:
        raise ArchiveError(
            f"{member.name} unpacks to {len(content):,} bytes with CRC-32 "
            f"{zlib.crc32(content):08x}; the directory promises {member.size:,} with "
            f"{member.crc:08x}. The archive is damaged there."
        )
    return content


def _members(infos: list[zipfile.ZipInfo], end: int) -> Iterator[Member]:
    ordered = sorted(infos, key=lambda info: info.header_offset)
    followers = [info.header_offset for info in ordered[1:]] + [end]
    for info, follower in zip(ordered, followers, strict=True):
        if info.is_dir():
            continue
        name = len(info.orig_filename.encode())
        longest = _LOCAL_HEADER.size + name + _LONGEST_FIELD + info.compress_size
        stop = min(follower, info.header_offset + longest)
        # An encrypted member has no method that we know: it is refused when it is asked for.
        method = -1 if info.flag_bits & _ENCRYPTED else info.compress_type
        yield Member(
            info.filename,
            info.header_offset,
            stop,
            info.compress_size,
            info.file_size,
            info.CRC,
            method,
        )


def _content_start(member: Member, held: bytes) -> int:
    if len(held) < _LOCAL_HEADER.size or not held.startswith(_LOCAL_MARK):
        raise ArchiveError(f"{member.name} does not stand where the archive's directory says.")
    *_, name, extra = _LOCAL_HEADER.unpack_from(held)
    return int(_LOCAL_HEADER.size + name + extra)


def _inflated(member: Member, packed: bytes) -> bytes:
    # One byte more than promised is enough to see that the promise is broken.
    if member.method == zipfile.ZIP_STORED:
        return packed
    if member.method == zipfile.ZIP_DEFLATED:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.size + 1)
    if member.method == zipfile.ZIP_BZIP2:
        return bz2.BZ2Decompressor().decompress(packed, member.size + 1)
    raise ValueError(f"packed by method {member.method}; stored, deflated and bzip2 are read")
