-- The library: facts only. Everything else (columns, vectors, maps) can be made again from it.
-- Times are UTC milliseconds since 1970. Numbers of plays grow with each batch, so that a batch and, inside it,
-- a listener is one run of numbers (play_range): no index has to be kept up while millions of plays come in.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE listener (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE batch (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    made_ms    INTEGER NOT NULL,
    rows       INTEGER NOT NULL,
    plays      INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    skipped    TEXT NOT NULL,          -- JSON: reason -> number of rows
    warnings   TEXT NOT NULL           -- JSON: sentences
) STRICT;

CREATE TABLE source_file (
    id         INTEGER PRIMARY KEY,
    batch      INTEGER NOT NULL REFERENCES batch (id),
    path       TEXT NOT NULL,
    format     TEXT NOT NULL,
    rows       INTEGER NOT NULL,
    plays      INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    skipped    TEXT NOT NULL
) STRICT;
CREATE INDEX source_file_batch ON source_file (batch);

CREATE TABLE artist (
    id   INTEGER PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE song (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,   -- models keep song numbers: never given twice
    key         TEXT NOT NULL UNIQUE,
    title       TEXT NOT NULL,
    artist      INTEGER NOT NULL REFERENCES artist (id),
    album       TEXT NOT NULL DEFAULT '',
    merged_into INTEGER REFERENCES song (id)         -- plays keep their own song: a merge is undone by clearing this
) STRICT;
CREATE INDEX song_artist ON song (artist);
CREATE INDEX song_merged ON song (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE song_alias (                            -- every spelling and id, and the batch that brought it
    id     INTEGER PRIMARY KEY,
    batch  INTEGER NOT NULL REFERENCES batch (id),
    song   INTEGER NOT NULL REFERENCES song (id),
    title  TEXT NOT NULL,
    artist TEXT NOT NULL,
    album  TEXT NOT NULL,
    ids    TEXT NOT NULL
) STRICT;
CREATE INDEX song_alias_batch ON song_alias (batch);
CREATE INDEX song_alias_song ON song_alias (song);

CREATE TABLE listed_session (                        -- a session the file itself decides: a playlist, a set, a show
    id       INTEGER PRIMARY KEY,
    listener INTEGER NOT NULL REFERENCES listener (id),
    name     TEXT NOT NULL,
    format   TEXT NOT NULL,
    part     INTEGER NOT NULL DEFAULT 1,             -- two lists of one name and different songs: 1, 2 ...
    UNIQUE (listener, name, format, part)
) STRICT;

CREATE TABLE play (
    id          INTEGER PRIMARY KEY,
    listener    INTEGER NOT NULL,                    -- references listener; kept by the importer and checked by doctor
    song        INTEGER NOT NULL,                    -- references song
    start_ms    INTEGER,
    end_ms      INTEGER,
    ms_played   INTEGER,
    track_ms    INTEGER,
    given_ms    INTEGER,                             -- the time in the file, where start_ms was spread
    precision_s INTEGER NOT NULL,
    quality     INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    skip        INTEGER,
    private     INTEGER,
    counted     INTEGER NOT NULL,
    session     INTEGER,                             -- references listed_session
    place       REAL,
    file        INTEGER NOT NULL,                    -- references source_file
    row         INTEGER NOT NULL
) STRICT;

CREATE TABLE play_range (                            -- plays of one listener from one batch: a run of numbers
    batch    INTEGER NOT NULL REFERENCES batch (id),
    listener INTEGER NOT NULL REFERENCES listener (id),
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    PRIMARY KEY (batch, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX play_range_listener ON play_range (listener);

CREATE TABLE duplicate_row (                         -- a row that says again what a play says: it comes back when the
    id          INTEGER PRIMARY KEY AUTOINCREMENT,   -- play's own import is undone. Columns as in play
    play        INTEGER NOT NULL,                    -- references play
    level       INTEGER NOT NULL,                    -- 1 equal, 2 twice in one source, 3 from another source
    listener    INTEGER NOT NULL,
    song        INTEGER NOT NULL,
    start_ms    INTEGER,
    end_ms      INTEGER,
    ms_played   INTEGER,
    track_ms    INTEGER,
    given_ms    INTEGER,
    precision_s INTEGER NOT NULL,
    quality     INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    skip        INTEGER,
    private     INTEGER,
    counted     INTEGER NOT NULL,
    session     INTEGER,
    place       REAL,
    file        INTEGER NOT NULL,
    row         INTEGER NOT NULL
) STRICT;
CREATE INDEX duplicate_row_play ON duplicate_row (play);

CREATE TABLE duplicate_range (                       -- duplicates of one listener from one batch: a run of numbers
    batch    INTEGER NOT NULL REFERENCES batch (id),
    listener INTEGER NOT NULL REFERENCES listener (id),
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,                       -- some of the run may be plays by now
    PRIMARY KEY (batch, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_range_listener ON duplicate_range (listener);

CREATE TABLE own_row (                               -- what the row of a play said before a richer duplicate filled it in
    play        INTEGER PRIMARY KEY,                 -- references play
    start_ms    INTEGER,
    end_ms      INTEGER,
    ms_played   INTEGER,
    track_ms    INTEGER,
    given_ms    INTEGER,
    precision_s INTEGER NOT NULL,
    quality     INTEGER NOT NULL,
    skip        INTEGER,
    counted     INTEGER NOT NULL
) STRICT;

CREATE TABLE source_note (                           -- what the import doctor said about a file
    file INTEGER PRIMARY KEY REFERENCES source_file (id),
    note TEXT NOT NULL                               -- JSON
) STRICT;

CREATE TABLE table_mapping (                         -- which column is what, for the next table with the same header
    header  TEXT PRIMARY KEY,
    mapping TEXT NOT NULL,                           -- JSON: what the import was told
    made_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE listener_alias (                        -- names that files use for a listener who was renamed
    mark     TEXT PRIMARY KEY,                       -- hash of the name: a pseudonym must not keep the name
    listener INTEGER NOT NULL REFERENCES listener (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE joined_listener (                       -- somebody who is another listener: who they were, for the way back
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    hidden        INTEGER NOT NULL,
    into_listener INTEGER NOT NULL,                  -- a listener, or somebody who was joined
    marks         TEXT NOT NULL,                     -- JSON: their names in files, as in listener_alias
    made_ms       INTEGER NOT NULL
) STRICT;

CREATE TABLE joined_rows (                           -- their rows, of those of the listener they are
    joined INTEGER NOT NULL REFERENCES joined_listener (id),
    file   INTEGER NOT NULL REFERENCES source_file (id),
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (joined, file, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (                                 -- podcast, video, unattributed: kept for continuity
    id       INTEGER PRIMARY KEY,
    batch    INTEGER NOT NULL REFERENCES batch (id),
    listener INTEGER NOT NULL REFERENCES listener (id),
    start_ms INTEGER,
    end_ms   INTEGER,
    kind     INTEGER NOT NULL,
    file     INTEGER NOT NULL REFERENCES source_file (id),
    row      INTEGER NOT NULL
) STRICT;
CREATE INDEX event_batch ON event (batch);
CREATE INDEX event_file ON event (file);
CREATE INDEX event_listener ON event (listener, start_ms);

CREATE TABLE skipped_row (
    id      INTEGER PRIMARY KEY,
    file    INTEGER NOT NULL REFERENCES source_file (id),
    row     INTEGER NOT NULL,
    reason  TEXT NOT NULL,
    excerpt TEXT NOT NULL
) STRICT;
CREATE INDEX skipped_row_file ON skipped_row (file);

CREATE TABLE merge_decision (                        -- by text key, so that it outlives an undo and meets a later import
    key      TEXT NOT NULL,
    other    TEXT NOT NULL,
    same     INTEGER NOT NULL,                       -- 1: key is the same song as other (the survivor); 0: keep apart
    made_ms  INTEGER NOT NULL,
    PRIMARY KEY (key, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE spelling_decision (                     -- a spelling that is a song of its own, although its key is another's
    title   TEXT NOT NULL,
    artist  TEXT NOT NULL,
    album   TEXT NOT NULL,
    key     TEXT NOT NULL,                           -- of its own song
    made_ms INTEGER NOT NULL,
    PRIMARY KEY (title, artist, album)
) STRICT, WITHOUT ROWID;

CREATE TABLE spelled_row (                           -- rows that spell their song otherwise than its first row in the import
    file  INTEGER NOT NULL REFERENCES source_file (id),
    row   INTEGER NOT NULL,
    alias INTEGER NOT NULL REFERENCES song_alias (id),
    PRIMARY KEY (file, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE hidden (                                -- by text key, for the same reason
    kind             TEXT NOT NULL CHECK (kind IN ('song', 'artist')),
    key              TEXT NOT NULL,
    recommendations  INTEGER NOT NULL DEFAULT 1,
    taste            INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE playlist (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    songs   TEXT NOT NULL,                           -- JSON: song numbers in order
    made_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE model (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    made_ms  INTEGER NOT NULL,
    songs    INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    trashed  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
