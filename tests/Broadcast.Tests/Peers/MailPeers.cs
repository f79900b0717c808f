using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Broadcast.Tests.Hosting;
using MimeKit;

namespace Broadcast.Tests.Peers;

/// <summary>A real SMTP server on loopback (aiosmtpd), which puts what it gets into a Maildir.</summary>
public sealed class SmtpPeer : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Peer _server;

    private SmtpPeer()
    {
        Port = Ports.Next();
        _server = Peer.Start(Python.Path, "-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{Port}", "-c", "aiosmtpd.handlers.Mailbox", Maildir);
    }

    public int Port { get; }

    public string Maildir => _folder.File("Maildir");

    /// <summary>The messages as received, oldest first.</summary>
    public IReadOnlyList<MimeMessage> Received => Directory.Exists(System.IO.Path.Combine(Maildir, "new"))
        ? [.. Directory.GetFiles(System.IO.Path.Combine(Maildir, "new")).OrderBy(File.GetLastWriteTimeUtc).ThenBy(file => file, StringComparer.Ordinal).Select(file => MimeMessage.Load(file))]
        : [];

    public static async Task<SmtpPeer> Start()
    {
        Python.Needs("aiosmtpd", "python3-aiosmtpd");
        var peer = new SmtpPeer();
        await peer._server.Until(() => Python.Listens(peer.Port), "the SMTP server listens");
        return peer;
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A real IMAP server on loopback (dovecot) with one user.</summary>
public sealed class ImapPeer : IDisposable
{
    public const string User = "office";

    private readonly TempFolder _folder = new();
    private readonly Peer _server;

    private ImapPeer(string program)
    {
        Port = Ports.Next();
        Directory.CreateDirectory(System.IO.Path.Combine(Maildir, "new"));
        Directory.CreateDirectory(System.IO.Path.Combine(Maildir, "cur"));
        Directory.CreateDirectory(System.IO.Path.Combine(Maildir, "tmp"));
        File.WriteAllText(_folder.File("dovecot.conf"), Configuration());
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            // Dovecot reads no mail as root: the mailbox is nobody's then, and nobody must get to it.
            File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
            Run("chown", "-R", "nobody:nogroup", Maildir);
        }

        _server = Peer.Start(program, "-F", "-c", _folder.File("dovecot.conf"));
    }

    public int Port { get; }

    public string Password { get; } = RandomNumberGenerator.GetHexString(24);

    private string Maildir => _folder.File("Maildir");

    public static async Task<ImapPeer> Start()
    {
        Needs.File("/usr/lib/dovecot/imap", "dovecot-imapd");
        var peer = new ImapPeer(Needs.Program("dovecot"));
        await peer._server.Until(() => Python.Listens(peer.Port), "the IMAP server listens");
        return peer;
    }

    public void Stop() => _server.Kill();

    /// <summary>A mail arrives.</summary>
    public void Deliver(MimeMessage message)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Environment.TickCount64}.{RandomNumberGenerator.GetHexString(8)}.loopback");
        var unfinished = System.IO.Path.Combine(Maildir, "tmp", name);
        message.WriteTo(unfinished);
        File.Move(unfinished, System.IO.Path.Combine(Maildir, "new", name));
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    /// <summary>Everything in one folder. Started by root it wants the users that its package made, otherwise nobody else than who starts it, and no chroot.</summary>
    private string Configuration()
    {
        var isRoot = Environment.IsPrivilegedProcess;
        var (login, user, group) = isRoot ? ("dovenull", "dovecot", "dovecot") : (Environment.UserName, Environment.UserName, Run("id", "-gn"));
        var chroot = isRoot ? "" : "chroot =";
        var (uid, gid) = isRoot ? ("nobody", "nogroup") : (Environment.UserName, group);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            protocols = imap
            listen = 127.0.0.1
            base_dir = {{_folder.File("run")}}
            log_path = /dev/stderr
            ssl = no
            disable_plaintext_auth = no
            default_login_user = {{login}}
            default_internal_user = {{user}}
            default_internal_group = {{group}}
            first_valid_uid = 0
            first_valid_gid = 0
            mail_location = maildir:{{Maildir}}
            mail_uid = {{uid}}
            mail_gid = {{gid}}
            passdb {
              driver = static
              args = password={{Password}}
            }
            userdb {
              driver = static
              args = uid={{uid}} gid={{gid}} home={{_folder.Path}}
            }
            service imap-login {
              {{chroot}}
              inet_listener imap {
                port = {{Port}}
              }
              inet_listener imaps {
                port = 0
              }
            }
            service anvil {
              {{chroot}}
            }
            service stats {
              {{chroot}}
            }
            """);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
