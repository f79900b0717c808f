using System.Diagnostics.CodeAnalysis;

namespace Broadcast.Outcomes;

/// <summary>What a command came to: its value, or a <see cref="Outcomes.Refusal"/>. Both convert implicitly, so a method just returns either.</summary>
/// <typeparam name="T">The value of a command that was carried out.</typeparam>
public readonly struct Outcome<T> : IOutcome
{
    private Outcome(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>The value; <c>default</c> when refused.</summary>
    public T? Value { get; }

    /// <summary>Why not; <c>null</c> when carried out.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Tells the two apart.</summary>
    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Refusal is not null;

    /// <summary>Carried out.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Refused.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>What a transaction looks at to know whether to keep its work.</summary>
public interface IOutcome
{
    /// <summary>Why not; <c>null</c> when carried out.</summary>
    Refusal? Refusal { get; }
}
