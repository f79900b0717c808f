using Broadcast.Outcomes;

namespace Broadcast.Hosting;

/// <summary>A refusal from where no result can be returned: while a request is bound to parameters.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Detail)
{
    public Refusal Refusal { get; } = refusal;
}
