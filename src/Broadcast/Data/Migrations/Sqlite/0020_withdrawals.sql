-- State may be withdrawn as well: when, by whom and why. The ContentKey of a withdrawn import is made of its id, so that the same file may be imported again.
ALTER TABLE FigureImport ADD COLUMN WithdrawnAt INTEGER;
ALTER TABLE FigureImport ADD COLUMN WithdrawnBy TEXT;
ALTER TABLE FigureImport ADD COLUMN WithdrawnReason TEXT;

-- Since when what the row says does not count. A row that another import repeats is passed on to that one and goes on counting.
ALTER TABLE ImportedRow ADD COLUMN WithdrawnAt INTEGER;

-- Rows of an import that said what a delivery had said before, with their line in it.
CREATE TABLE ImportedRepeat (
    DeliveryId BLOB NOT NULL,
    ImportId BLOB NOT NULL REFERENCES FigureImport (Id),
    Line INTEGER NOT NULL,
    CONSTRAINT PK_ImportedRepeat PRIMARY KEY (DeliveryId, ImportId)
) WITHOUT ROWID;
CREATE INDEX IX_ImportedRepeat_Import ON ImportedRepeat (ImportId);

-- Imports that were withdrawn, and whose broadcasts are not looked up yet.
CREATE TABLE PendingWithdrawal (
    ImportId BLOB NOT NULL REFERENCES FigureImport (Id),
    CONSTRAINT PK_PendingWithdrawal PRIMARY KEY (ImportId)
) WITHOUT ROWID;

-- The broadcasts that a withdrawn import had figures of. IsFollowed: their figures are computed without it.
CREATE TABLE WithdrawnAiring (
    AiringId BLOB NOT NULL REFERENCES Airing (Id),
    ImportId BLOB NOT NULL REFERENCES FigureImport (Id),
    IsFollowed INTEGER NOT NULL,
    CONSTRAINT PK_WithdrawnAiring PRIMARY KEY (AiringId, ImportId)
) WITHOUT ROWID;
CREATE INDEX IX_WithdrawnAiring_Open ON WithdrawnAiring (AiringId) WHERE IsFollowed = 0;
