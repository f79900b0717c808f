using System.Text;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>A calendar file as availability: its busy times from two years back to five years ahead.</summary>
internal static class CalendarUpload
{
    private const int MostBytes = 4 * 1024 * 1024;
    private const int DaysBack = 2 * 366;
    private const int DaysAhead = 5 * 366;

    /// <param name="file">UTF-8, as iCalendar is.</param>
    /// <param name="floating">The zone of whole days and of times without a zone.</param>
    /// <param name="now">The current instant.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<Outcome<AvailabilityDraft>> Read(Stream file, TimeZoneInfo floating, DateTimeOffset now, CancellationToken ct)
    {
        if (await ReadText(file, ct) is not { } text)
        {
            return new Refusal(Slugs.PayloadTooLarge, $"A calendar has at most {MostBytes / 1024 / 1024} MiB.");
        }

        var until = Instants.Cut(now.AddDays(DaysAhead));
        var busy = BusyCalendar.Read(text, floating, now.AddDays(-DaysBack), until);
        return busy.IsRefused ? busy.Refusal : new AvailabilityDraft(busy.Value, null, until);
    }

    /// <summary>Null when it is too large.</summary>
    private static async Task<string?> ReadText(Stream file, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await file.ReadAsync(buffer, ct)) > 0)
        {
            if (bytes.Length + read > MostBytes)
            {
                return null;
            }

            bytes.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimStart('\uFEFF');
    }
}
