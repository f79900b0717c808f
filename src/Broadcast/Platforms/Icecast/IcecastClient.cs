namespace Broadcast.Platforms.Icecast;

/// <summary>Asks an Icecast server for its status.</summary>
internal sealed class IcecastClient(PlatformHttp http)
{
    public Task<PullAnswer> Status(PullRequest request, CancellationToken ct) =>
        IcecastSettings.StatusAddress(request.Settings, request.Url) is { } address
            ? http.Get(address, request.AllowsPrivate, ct)
            : Task.FromResult(PullAnswer.Failed("settings.url: no address of the server is set"));
}
