using Broadcast.Audience.Answers;
using Broadcast.Data;
using Broadcast.Tests.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Audience.Answers;

/// <summary>What the stream of a series' audience promises to its listeners, and to the database behind it. The news here is one more booked interview.</summary>
public sealed class AudienceFeedTests : IClassFixture<ServiceFixture>, IDisposable
{
    private const int Heartbeat = 15;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ServiceFixture _service;
    private readonly AskedClock _clock = new();
    private readonly Lifetime _lifetime = new();
    private readonly AudienceFeed _feed;
    private readonly List<Ear> _ears = [];

    public AudienceFeedTests(ServiceFixture service)
    {
        _service = service;
        var db = service.Get<Db>();
        _feed = new AudienceFeed(new AudienceReader(new AudienceRows(db), new LiveEdge(db)), _clock, _lifetime, NullLogger<AudienceFeed>.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_listener_is_taken_to_the_newest_and_nothing_is_queued_for_it()
    {
        var scene = await Scene.Set(_service);
        var (quick, slow) = (Listen(scene), Listen(scene));
        (await quick.NextBooked(Ct)).ShouldBe(0);
        await Until(() => slow.IsFull);
        for (var booked = 1; booked <= 3; booked++)
        {
            await scene.Interview();
            _clock.Advance(Second);
            (await quick.NextBooked(Ct)).ShouldBe(booked, "one that reads misses nothing");
        }

        (await slow.NextBooked(Ct)).ShouldBe(0, "what was in the line already");
        (await slow.NextBooked(Ct)).ShouldBe(3, "1 and 2 are old by now");
        await Settle();
        slow.IsFull.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    public async Task The_totals_are_read_once_a_second_however_many_listen(int listeners)
    {
        var scene = await Scene.Set(_service);
        var ears = Enumerable.Range(0, listeners).Select(_ => Listen(scene)).ToList();
        await HearAll(ears, 0);
        _clock.Asked.ShouldBe(1);
        await Settle();
        ears.ShouldAllBe(ear => !ear.IsFull, "whoever joined while the others were being woken has heard it, and needs no comment");
        for (var second = 1; second <= 5; second++)
        {
            await Tick();
        }

        await scene.Interview();
        await Tick();
        await HearAll(ears, 1);
        await Settle();
        _clock.Asked.ShouldBe(7);
    }

    [Fact]
    public async Task Who_comes_late_hears_the_newest_at_once()
    {
        var scene = await Scene.Set(_service);
        var first = Listen(scene);
        (await first.NextBooked(Ct)).ShouldBe(0);
        await scene.Interview();
        await Tick();
        (await first.NextBooked(Ct)).ShouldBe(1);

        (await Listen(scene).NextBooked(Ct)).ShouldBe(1);
        _clock.Asked.ShouldBe(2, "it is the event that the first one heard; nothing is read for it");
    }

    [Fact]
    public async Task Nothing_new_is_no_event_and_every_fifteen_seconds_a_comment_keeps_the_line_open()
    {
        var scene = await Scene.Set(_service);
        var ear = Listen(scene);
        (await ear.Next(Ct)).ShouldStartWith("event: audience\nid: ");
        for (var second = 1; second < Heartbeat; second++)
        {
            await Tick();
        }

        await Settle();
        ear.IsFull.ShouldBeFalse();
        await Tick();
        (await ear.Next(Ct)).ShouldBe(": still here\n\n");
    }

    [Fact]
    public async Task A_closed_connection_gives_its_place_back_and_the_others_hear_on()
    {
        var scene = await Scene.Set(_service);
        var (leaving, staying) = (Listen(scene), Listen(scene));
        await HearAll([leaving, staying], 0);
        leaving.Close();
        await scene.Interview();
        await Tick();
        await leaving.Done.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        (await staying.NextBooked(Ct)).ShouldBe(1);
        staying.Done.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task When_the_last_one_has_left_nothing_is_read_any_more_until_somebody_comes_again()
    {
        var scene = await Scene.Set(_service);
        var ear = Listen(scene);
        (await ear.NextBooked(Ct)).ShouldBe(0);
        ear.Close();

        // At the next heartbeat, or the one after it where it was not waiting again yet.
        for (var second = 1; second <= 2 * Heartbeat && !ear.Done.IsCompleted; second++)
        {
            await Tick();
            await Task.Delay(10, Ct);
        }

        await ear.Done.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        _clock.Advance(Second);
        await Settle();
        var asked = _clock.Asked;
        for (var second = 0; second < 5; second++)
        {
            _clock.Advance(Second);
            await Settle();
        }

        _clock.Asked.ShouldBe(asked);
        await scene.Interview();
        (await Listen(scene).NextBooked(Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task When_the_service_stops_everybody_is_let_go_at_once_the_slow_ones_too()
    {
        var scene = await Scene.Set(_service);
        var (quick, slow) = (Listen(scene), Listen(scene));
        (await quick.NextBooked(Ct)).ShouldBe(0);
        await Until(() => slow.IsFull);
        _lifetime.StopApplication();
        await Task.WhenAll(quick.Done, slow.Done).WaitAsync(TimeSpan.FromSeconds(10), Ct);
    }

    public void Dispose()
    {
        _lifetime.StopApplication();
        _ears.ForEach(ear => ear.Dispose());
        _lifetime.Dispose();
    }

    private static async Task HearAll(IReadOnlyList<Ear> ears, int booked) =>
        (await Task.WhenAll(ears.Select(ear => ear.NextBooked(Ct)))).ShouldAllBe(heard => heard == booked);

    private static async Task Until(Func<bool> isThere)
    {
        for (var i = 0; i < 1_000 && !isThere(); i++)
        {
            await Task.Delay(10, Ct);
        }

        isThere().ShouldBeTrue();
    }

    /// <summary>Time for what should not happen.</summary>
    private static Task Settle() => Task.Delay(150, Ct);

    private Ear Listen(Scene scene)
    {
        var ear = new Ear(_feed, scene.SeriesId);
        _ears.Add(ear);
        return ear;
    }

    /// <summary>One more second, and what is read in it.</summary>
    private async Task Tick()
    {
        var asked = _clock.Asked;
        _clock.Advance(Second);
        await Until(() => _clock.Asked == asked + 1);
    }

    /// <summary>Counts how often it is asked for the instant, which is what every reading of the totals begins with: figures are as of an instant.</summary>
    private sealed class AskedClock : TimeProvider
    {
        private readonly FakeTimeProvider _time = new();
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public override long TimestampFrequency => _time.TimestampFrequency;

        public void Advance(TimeSpan by) => _time.Advance(by);

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Increment(ref _asked);
            return _time.GetUtcNow();
        }

        public override long GetTimestamp() => _time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _time.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
