-- Figures of other kinds are shown apart, each as it was told last: found without going through what readings carry besides.
CREATE INDEX IX_ReadingExtra_Displayed ON ReadingExtra (AiringId, ObservedAt, Displayed) WHERE Displayed IS NOT NULL;
CREATE INDEX IX_ReadingExtra_Heat ON ReadingExtra (AiringId, ObservedAt, Heat) WHERE Heat IS NOT NULL;
CREATE INDEX IX_ReadingExtra_PlatformPeak ON ReadingExtra (AiringId, PlatformPeak, ObservedAt) WHERE PlatformPeak IS NOT NULL;
