using System.Globalization;
using System.Text;
using System.Text.Json;
using Broadcast.Outcomes;

namespace Broadcast.Platforms.StandardWebhook;

/// <summary>
/// Reads <c>{"type": "audience.reading", "timestamp": …, "data": {…} | […]}</c> in one pass. Figures are JSON integers without fraction or exponent, from 0 to 2⁶³−1;
/// <c>null</c> is absent; a reading with neither figure, or with a wrong one, refuses the whole message (audience.md, section 1).
/// </summary>
internal ref struct AudienceMessage
{
    private const string MessageType = "audience.reading";
    private const int MostReadings = 1000;
    private const int LongestId = 300;

    private Utf8JsonReader _json;
    private Refusal? _refusal;
    private int? _index;
    private string? _type;
    private List<PlatformReading>? _readings;
    private string? _shortened;
    private string? _rounding;
    private PlatformExtras? _extras;

    private AudienceMessage(ReadOnlySpan<byte> body)
    {
        _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 32 });
    }

    /// <summary>Where the reading at hand stands; only asked when something is wrong with it.</summary>
    private readonly string At => _index is { } index ? string.Create(CultureInfo.InvariantCulture, $"data[{index}]") : "data";

    public static Outcome<IReadOnlyList<PlatformReading>> Parse(ReadOnlySpan<byte> body)
    {
        var message = new AudienceMessage(body);
        try
        {
            message.ReadMessage();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Refusal.Field("body", "This is not valid JSON.");
        }

        return message.Result();
    }

    private readonly Outcome<IReadOnlyList<PlatformReading>> Result()
    {
        if (_refusal is not null)
        {
            return _refusal;
        }

        if (!string.Equals(_type, MessageType, StringComparison.Ordinal))
        {
            return Refusal.Field("type", $"Must be \"{MessageType}\".");
        }

        return _readings switch
        {
            null => Refusal.Field("data", "Required: a reading or an array of readings."),
            { Count: 0 or > MostReadings } => Refusal.Field("data", $"1 to {MostReadings} readings."),
            _ => _readings,
        };
    }

    private void ReadMessage()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            Refuse("body", "Must be a JSON object.");
            SkipRest();
            return;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("type"u8))
            {
                _json.Read();
                _type = _json.TokenType == JsonTokenType.String ? _json.GetString() : null;
                _json.Skip();
            }
            else if (_json.ValueTextEquals("data"u8))
            {
                _json.Read();
                ReadData();
            }
            else
            {
                _json.Read();
                _json.Skip();
            }
        }

        SkipRest();
    }

    private void ReadData()
    {
        _readings = [];
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            ReadReading();
            return;
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            Refuse("data", "Must be a reading or an array of readings.");
            _json.Skip();
            return;
        }

        for (var index = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; index++)
        {
            _index = index;
            if (_json.TokenType == JsonTokenType.StartObject)
            {
                ReadReading();
            }
            else
            {
                RefuseReading("", "Must be a reading.");
                _json.Skip();
            }
        }
    }

    private void ReadReading()
    {
        string? broadcast = null;
        DateTimeOffset? observedAt = null;
        long? concurrent = null;
        long? views = null;
        _shortened = null;
        _rounding = null;
        _extras = null;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("broadcast"u8))
            {
                broadcast = ReadBroadcast();
            }
            else if (_json.ValueTextEquals("observedAt"u8))
            {
                observedAt = ReadInstant();
            }
            else if (_json.ValueTextEquals("concurrent"u8))
            {
                concurrent = ReadFigure("concurrent");
            }
            else if (_json.ValueTextEquals("views"u8))
            {
                views = ReadFigure("views");
            }
            else if (!ReadExtra())
            {
                _json.Read();
                _json.Skip();
            }
        }

        Add(broadcast, observedAt, concurrent, views ?? ReadShortened());
    }

    private void Add(string? broadcast, DateTimeOffset? observedAt, long? concurrent, long? views)
    {
        if (broadcast is null)
        {
            RefuseReading(".broadcast", "Required: the broadcast's externalId.");
        }
        else if (observedAt is null)
        {
            RefuseReading(".observedAt", "Required: an ISO 8601 instant with its offset.");
        }
        else if (concurrent is null && views is null && _extras is null)
        {
            RefuseReading("", "Needs concurrent, views or both.");
        }
        else if (_readings!.Count <= MostReadings)
        {
            _readings.Add(new PlatformReading(broadcast, observedAt.Value, concurrent, views, _extras));
        }
    }

    /// <summary>The fields that few senders have: views as text, how they were shortened, and figures of other kinds. False when the field is none of them.</summary>
    private bool ReadExtra()
    {
        if (_json.ValueTextEquals("viewsText"u8))
        {
            _shortened = ReadText("viewsText");
        }
        else if (_json.ValueTextEquals("viewsRounding"u8))
        {
            _rounding = ReadText("viewsRounding");
        }
        else if (_json.ValueTextEquals("displayed"u8))
        {
            _extras = ReadFigure("displayed") is { } displayed ? (_extras ?? new()) with { Displayed = displayed } : _extras;
        }
        else if (_json.ValueTextEquals("heat"u8))
        {
            _extras = ReadFigure("heat") is { } heat ? (_extras ?? new()) with { Heat = heat } : _extras;
        }
        else if (_json.ValueTextEquals("platformPeak"u8))
        {
            _extras = ReadFigure("platformPeak") is { } peak ? (_extras ?? new()) with { PlatformPeak = peak } : _extras;
        }
        else
        {
            return false;
        }

        return true;
    }

    private string? ReadText(string name)
    {
        _json.Read();
        if (_json.TokenType is JsonTokenType.Null or JsonTokenType.String)
        {
            return _json.GetString();
        }

        RefuseReading($".{name}", "A text.");
        _json.Skip();
        return null;
    }

    /// <summary>The views of a text, where none are given as a number: that one would be exact.</summary>
    private long? ReadShortened()
    {
        if (_rounding is not (null or "down" or "nearest"))
        {
            RefuseReading(".viewsRounding", "Either down (cut off, which is assumed) or nearest.");
        }

        if (_shortened is null)
        {
            return null;
        }

        if (ShortFigure.Parse(_shortened, _rounding == "nearest" ? ShortRounding.Nearest : ShortRounding.Down) is not { } figure)
        {
            RefuseReading(".viewsText", "A short figure, such as 1.2万, 3亿, 12.5k or 1,234.");
            return null;
        }

        _extras = (_extras ?? new()) with { Views = figure };
        return figure.Value;
    }

    private string? ReadBroadcast()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.String && _json.GetString() is { Length: > 0 and <= LongestId } text)
        {
            return text;
        }

        RefuseReading(".broadcast", $"A text of 1 to {LongestId} characters.");
        _json.Skip();
        return null;
    }

    private DateTimeOffset? ReadInstant()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.String && HasOffset(_json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!) : _json.ValueSpan) && _json.TryGetDateTimeOffset(out var at))
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        }

        RefuseReading(".observedAt", "An ISO 8601 instant with its offset, such as 2026-03-12T14:30:00Z.");
        _json.Skip();
        return null;
    }

    /// <summary>Without an offset an instant would mean another one on each server.</summary>
    private static bool HasOffset(ReadOnlySpan<byte> text) => text.EndsWith("Z"u8) || (text.Length > 6 && text[^6] is (byte)'+' or (byte)'-' && text[^3] == (byte)':');

    private long? ReadFigure(string name)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var figure) && figure >= 0)
        {
            return figure;
        }

        RefuseReading($".{name}", "A whole number from 0 to 9223372036854775807, without fraction or exponent.");
        _json.Skip();
        return null;
    }

    /// <summary>The first thing that is wrong is the one that is told.</summary>
    private void Refuse(string field, string message) => _refusal ??= Refusal.Field(field, message);

    private void RefuseReading(string field, string message) => _refusal ??= Refusal.Field($"{At}{field}", message);

    /// <summary>Reads on to the end, so that what follows the message is seen to be JSON as well, or nothing.</summary>
    private void SkipRest()
    {
        while (_json.Read())
        {
        }
    }
}
