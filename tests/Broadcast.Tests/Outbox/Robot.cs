using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Broadcast.Tests.Outbox;

/// <summary>What a robot got.</summary>
public sealed record Posted(string Address, string Body, string? Key, string? Authorization, string? ContentType);

/// <summary>A receiver of posts on loopback that answers as it is told, and with 200 ok when nobody told it anything.</summary>
public sealed class Robot : IAsyncDisposable
{
    private const string Ok = """{"errcode":0,"errmsg":"ok"}""";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    private Robot(WebApplication app) => _app = app;

    public ConcurrentQueue<Posted> Got { get; } = new();

    public string Address => $"{_app.Urls.First()}/robot/send?key=abc";

    public static async Task<Robot> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var robot = new Robot(builder.Build());
        robot._app.Run(robot.Take);
        await robot._app.StartAsync();
        return robot;
    }

    public Robot Answers(int status, string body = "", string? retryAfter = null)
    {
        _answers.Enqueue(context =>
        {
            context.Response.StatusCode = status;
            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            return context.Response.WriteAsync(body);
        });
        return this;
    }

    /// <summary>The line breaks before any answer.</summary>
    public Robot HangsUp()
    {
        _answers.Enqueue(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        return this;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        Got.Enqueue(new Posted(
            context.Request.Path + context.Request.QueryString, await reader.ReadToEndAsync(), headers["Idempotency-Key"], headers.Authorization, context.Request.ContentType));
        await (_answers.TryDequeue(out var answer) ? answer(context) : context.Response.WriteAsync(Ok));
    }
}
