using Broadcast.Hosting;

namespace Broadcast.Registers;

/// <summary>An entry of a register.</summary>
internal interface IEntry : IVersioned
{
    /// <summary>The entry's id.</summary>
    Guid Id { get; }
}
