"""What uploaders write when they mean one of the twenty genres.

An alias stands here only where its meaning is beyond dispute: another spelling or language
("Klassik"), an abbreviation ("OST"), or a kind that IS the genre, as every Black-Metal track
is Metal; titles of the FMA tree (Defferrard et al., ISMIR 2017) count when they hang below
the genre there. Names that could mean several genres ("Garage", "Hardcore", "Indie",
"Ambient", "Industrial") are left out on purpose, and so is "Thrash", which the archive hangs
under Hardcore and listeners under Metal: the reader of a claim then answers with suggestions
instead of a guess. What the archive hangs near a genre, by titles that are no aliases of it,
stands in NEAR and is what they suggest; the titles of its roots Country, Easy Listening,
Experimental, Soul-RnB and Spoken have no relative among the twenty and stand nowhere.

Case, accents, blanks, hyphens and a trailing "music" do not matter when a claim is read
(module spelling), so "hip hop", "HipHop" and "Hip Hop Music" need no line here.
"""

from collections.abc import Mapping
from types import MappingProxyType

ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Blues": (
            *("Delta Blues", "Chicago Blues", "Electric Blues"),
            *("Acoustic Blues", "Texas Blues", "Piedmont Blues", "The Blues"),
        ),
        "Chiptune": (
            *("Chiptunes", "Chip", "Chip Music", "8-bit", "Eight Bit", "8-bit Chiptune"),
            *("Game Boy", "LSDJ", "NES Music", "SID Music", "Micromusic"),
        ),
        "Classical": (
            *("Klassik", "Klassische Musik", "Classique", "Musique classique", "Classica"),
            *("Música clásica", "Música clássica", "Baroque", "Western Classical"),
            *("Chamber Music", "Symphony", "Opera", "Choral", "Early Music", "String Quartet"),
            *("Concerto", "Sonata", "Contemporary Classical", "20th Century Classical"),
            "Composed Music",
        ),
        "Electronic": (
            *("Electronica", "Electro", "Elektronik", "Elektronische Musik", "Électronique"),
            *("EDM", "Electronic Dance", "Dance/Electronic", "Techno", "Minimal Techno"),
            *("House", "Deep House", "Tech House", "Acid House", "Electro House"),
            *("Progressive House", "Trance", "Psytrance", "Goa Trance", "Hardstyle", "Gabber"),
            *("IDM", "Intelligent Dance", "Glitch", "Breakcore", "Breakcore - Hard"),
            *("Drum & Bass", "Drum Bass", "DnB", "D&B", "Jungle", "Dubstep", "Skweee"),
            *("Big Beat", "Downtempo", "Chill-out", "Minimal Electronic", "UK Garage"),
            *("Ambient Electronic", "Synthwave", "Vaporwave", "Eurodance", "Electroclash"),
        ),
        "Folk": (
            *("British Folk", "English Folk", "American Folk", "Traditional Folk"),
            *("Contemporary Folk", "Indie Folk", "Freak-Folk", "Free-Folk", "Anti-Folk"),
            *("Folk Song", "Folk Songs"),
        ),
        "Hip-Hop": (
            *("Rap", "Rap Hip-Hop", "Hip-Hop Rap", "Gangsta Rap", "Gangster Rap"),
            *("Conscious Rap", "Conscious Hip-Hop", "Old School Rap", "Old School Hip-Hop"),
            *("Alternative Hip-Hop", "Abstract Hip-Hop", "Underground Hip-Hop", "Nerdcore"),
            *("Hip-Hop Beats", "Instrumental Hip-Hop", "Lo-Fi Hip-Hop", "Boom Bap"),
            *("Deutschrap", "Rap Français", "French Rap", "Crunk"),
        ),
        "Indie-Rock": ("Independent Rock", "Indie Guitar Rock"),
        "International": (
            *("World", "Worldbeat", "Weltmusik", "Musique du monde", "Musiques du monde"),
            *("Música del mundo", "Ethnic", "African", "North African", "Afrobeat", "Balkan"),
            *("Middle East", "Middle Eastern", "Turkish", "Klezmer", "Celtic", "Polka", "Fado"),
            *("Latin", "Latin America", "Latin American", "Brazilian", "Samba", "Cumbia"),
            *("Salsa", "Tango", "Flamenco", "Indian", "Bollywood", "Reggae"),
            *("Reggae - Dub", "Reggae - Dancehall", "Dancehall"),
        ),
        "Jazz": (
            *("Bebop", "Hard Bop", "Swing", "Big Band", "Big Band/Swing", "Dixieland"),
            *("Cool Jazz", "Free-Jazz", "Modern Jazz", "Contemporary Jazz", "Smooth Jazz"),
            *("Traditional Jazz", "Trad Jazz", "Latin Jazz", "Gypsy Jazz", "Jazz Fusion"),
            *("Vocal Jazz", "Jazz: Vocal", "Jazz: Out"),
        ),
        "Metal": (
            *("Heavy Metal", "Black-Metal", "Death-Metal", "Melodic Death Metal"),
            *("Thrash Metal", "Doom Metal", "Power Metal", "Speed Metal", "Progressive Metal"),
            *("Prog Metal", "Folk Metal", "Viking Metal", "Symphonic Metal", "Gothic Metal"),
            *("Groove Metal", "Industrial Metal", "Alternative Metal", "Sludge Metal"),
            *("Stoner Metal", "Nu Metal", "Glam Metal", "Hair Metal", "Grindcore"),
        ),
        "Old-Time": (
            *("Old-Time / Historic", "Old-Timey", "Old-Time Fiddle", "Old-Time Banjo"),
            *("Old-Time String Band",),
        ),
        "Pop": (
            *("Synth Pop", "Electropop", "Indie Pop", "Dance Pop", "Teen Pop", "Europop"),
            *("K-Pop", "J-Pop", "Art Pop", "Chamber Pop", "Bubblegum Pop", "Experimental Pop"),
        ),
        "Post-Punk": ("Post-Punk Revival", "Cold Wave"),
        "Post-Rock": ("Instrumental Post-Rock", "Cinematic Post-Rock"),
        "Psych-Folk": ("Psychedelic Folk", "Psyche Folk", "Acid Folk"),
        "Psych-Rock": ("Psychedelic Rock", "Psyche Rock", "Acid Rock"),
        "Punk": (
            *("Punk Rock", "Hardcore Punk", "Pop Punk", "Skate Punk", "Street Punk", "Oi!"),
            *("Anarcho-Punk", "Crust Punk", "Garage Punk", "Folk Punk", "Celtic Punk"),
            *("Horror Punk", "Ska Punk", "Electro-Punk", "Riot Grrrl"),
        ),
        "Rock": (
            *("Rock & Roll", "Alternative Rock", "Alt Rock", "Altern Rock", "Classic Rock"),
            *("Hard Rock", "Soft Rock", "Progressive Rock", "Prog Rock", "Krautrock"),
            *("Garage Rock", "Surf Rock", "Glam Rock", "Arena Rock", "Southern Rock"),
            *("Stoner Rock", "Noise-Rock", "Loud-Rock", "Gothic Rock", "Goth Rock"),
            *("Industrial Rock", "Math Rock", "Rock Opera", "Grunge", "Shoegaze"),
        ),
        "Soundtrack": (
            *("OST", "Soundtracks", "Original Soundtrack", "Instrumental Soundtrack", "Score"),
            *("Original Score", "Original Motion Picture Soundtrack", "Film Score", "Film"),
            *("Film Soundtrack", "Filmmusik", "Films/Games", "Movie", "Movie Score"),
            *("Movie Soundtrack", "Motion Picture Soundtrack", "TV Soundtrack", "Game"),
            *("Game Soundtrack", "Video Game", "Video Game Soundtrack", "VGM"),
            *("Stage & Screen", "Bande originale", "Banda sonora", "BSO", "Colonna sonora"),
            *("Trilha sonora",),
        ),
        "Trip-Hop": ("Bristol Sound", "Downtempo Trip-Hop"),
    }
)
"""Genre name -> what else it is called, as a person would write it."""

NEAR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Blues": ("Gospel",),
        # The archive hangs Breakbeat under Hip-Hop, listeners as often under Electronic.
        "Electronic": ("Breakbeat", "Dance"),
        "Folk": ("Singer-Songwriter", "Singer/Songwriter"),
        "Hip-Hop": ("Breakbeat", "Wonky"),
        "International": (
            *("Asia-Far East", "Europe", "French", "N. Indian Traditional", "Pacific"),
            *("Romany (Gypsy)", "South Indian Traditional", "Spanish"),
        ),
        "Post-Rock": ("Space-Rock",),
        "Punk": ("Hardcore", "No Wave", "Power-Pop", "Thrash"),
        "Rock": (
            *("Garage", "Goth", "Industrial", "Lo-Fi", "New Wave", "Progressive", "Sludge"),
            "Surf",
        ),
        "Soundtrack": ("Ambient", "Compilation", "Instrumental", "New Age"),
    }
)
"""Genre name -> titles of the FMA tree whose nearest genre of the twenty it is."""
