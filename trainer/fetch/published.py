"""The archives of the Free Music Archive data set, as their authors published them.

Names, sizes and SHA-1 are facts of the data set, not settings: M. Defferrard et al., "FMA: A
Dataset For Music Analysis", ISMIR 2017, and the README of its repository mdeff/fma. The
metadata are CC BY 4.0; each recording is under the licence that its artist chose.
"""

from dataclasses import dataclass

BASE_URL = "https://os.unil.cloud.switch.ch/fma/"


@dataclass(frozen=True, slots=True)
class Published:
    """One archive.

    Attributes:
        name: without ".zip", also the name of the folder inside.
        size: as published, for a person.
        sha1: of the whole archive, 40 hexadecimal digits.
    """

    name: str
    size: str
    sha1: str

    @property
    def file(self) -> str:
        """Its file's name, behind the base URL and on the disk."""
        return f"{self.name}.zip"


METADATA = Published("fma_metadata", "342 MiB", "f0df49ffe5f2a6008d7dc83c6915b31835dfe733")
SUBSETS = (
    Published("fma_small", "7.2 GiB", "ade154f733639d52e35e32f5593efe5be76c6d70"),
    Published("fma_medium", "22 GiB", "c67b69ea232021025fca9231fc1c7c1a063ab50b"),
    Published("fma_large", "93 GiB", "497109f4dd721066b5ce5e5f250ec604dc78939e"),
    Published("fma_full", "879 GiB", "0f0ace23fbe9ba30ecb7e95f763e435ea802b8ab"),
)

TABLES = ("tracks.csv", "genres.csv", "raw_tracks.csv", "echonest.csv")
"""What later steps read of the metadata: raw_tracks.csv for the links, echonest.csv for the moods.
The rest stays zipped."""
