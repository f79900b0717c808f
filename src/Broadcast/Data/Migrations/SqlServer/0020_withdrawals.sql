-- State may be withdrawn as well: when, by whom and why. The ContentKey of a withdrawn import is made of its id, so that the same file may be imported again.
ALTER TABLE FigureImport ADD WithdrawnAt BIGINT;
ALTER TABLE FigureImport ADD WithdrawnBy NVARCHAR(200);
ALTER TABLE FigureImport ADD WithdrawnReason NVARCHAR(1000);

-- Since when what the row says does not count. A row that another import repeats is passed on to that one and goes on counting.
ALTER TABLE ImportedRow ADD WithdrawnAt BIGINT;

-- Rows of an import that said what a delivery had said before, with their line in it.
CREATE TABLE ImportedRepeat (
    DeliveryId BINARY(16) NOT NULL,
    ImportId BINARY(16) NOT NULL REFERENCES FigureImport (Id),
    Line INT NOT NULL,
    CONSTRAINT PK_ImportedRepeat PRIMARY KEY (DeliveryId, ImportId)
);
CREATE INDEX IX_ImportedRepeat_Import ON ImportedRepeat (ImportId);

-- Imports that were withdrawn, and whose broadcasts are not looked up yet.
CREATE TABLE PendingWithdrawal (
    ImportId BINARY(16) NOT NULL REFERENCES FigureImport (Id),
    CONSTRAINT PK_PendingWithdrawal PRIMARY KEY (ImportId)
);

-- The broadcasts that a withdrawn import had figures of. IsFollowed: their figures are computed without it.
CREATE TABLE WithdrawnAiring (
    AiringId BINARY(16) NOT NULL REFERENCES Airing (Id),
    ImportId BINARY(16) NOT NULL REFERENCES FigureImport (Id),
    IsFollowed BIT NOT NULL,
    CONSTRAINT PK_WithdrawnAiring PRIMARY KEY (AiringId, ImportId)
);
CREATE INDEX IX_WithdrawnAiring_Open ON WithdrawnAiring (AiringId) WHERE IsFollowed = 0;
