using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>One observed figure of one airing (audience.md, terms). At least one of the two figures is there; null is absent, never zero.</summary>
/// <param name="At">When it was observed, Unix milliseconds.</param>
/// <param name="Concurrent">How many watched or listened at that instant; any non-negative value.</param>
/// <param name="Views">The counter as observed, or the increment of a delta channel, person-times; any non-negative value.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Reading(long At, long? Concurrent, long? Views);
