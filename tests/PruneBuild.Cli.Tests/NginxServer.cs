using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests;

/// <summary>A real nginx that serves a cache as <c>docs/caches.md</c> says, on a port of its own.</summary>
internal sealed partial class NginxServer : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly int port = FreePort();
    private readonly TestCertificates? certificates;
    private Process? process;

    /// <summary>Starts it; ends the test as inconclusive where there is none.</summary>
    /// <param name="location">What it does with <c>/ac</c> and <c>/cas</c>; null for what the page says.</param>
    /// <param name="certificates">Makes it speak TLS with these, and only to who shows the client's; null for plain HTTP.</param>
    public NginxServer(string? location = null, TestCertificates? certificates = null)
    {
        this.certificates = certificates;
        foreach (var name in new[] { "body", "store" })
            Directory.CreateDirectory(folder.File(name));
        Start(location);
    }

    /// <summary>Its address.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"{(certificates is null ? "http" : "https")}://127.0.0.1:{port}");

    /// <summary>The folder that it serves.</summary>
    public string Store => folder.File("store");

    /// <summary>The files that it holds under <c>ac</c> or <c>cas</c>.</summary>
    public string[] Stored(string kind) =>
        Directory.Exists(folder.File("store", kind)) ? Directory.GetFiles(folder.File("store", kind)) : [];

    /// <summary>Starts it again, with another location.</summary>
    public void Restart(string? location = null)
    {
        Stop();
        Start(location);
    }

    /// <summary>Ends it.</summary>
    public void Stop()
    {
        if (process is null)
            return;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    /// <summary>Halts it: the system still accepts connections for it, and nothing answers.</summary>
    public void Halt()
    {
        using var kill = Process.Start("kill", ["-STOP", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        Stop();
        folder.Dispose();
    }

    private void Start(string? location)
    {
        File.WriteAllText(folder.File("nginx.conf"), $$"""
            daemon off; master_process off; pid {{folder.File("pid")}}; error_log {{folder.File("error.log")}};
            events { }
            http {
              access_log off; client_body_temp_path {{folder.File("body")}}; proxy_temp_path {{folder.File("proxy")}};
              fastcgi_temp_path {{folder.File("fastcgi")}}; uwsgi_temp_path {{folder.File("uwsgi")}}; scgi_temp_path {{folder.File("scgi")}};
              server {
                listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}}{{Tls()}};
                {{location ?? Documented()}}
              }
            }
            """);
        try
        {
            process = Process.Start(
                new ProcessStartInfo(Program(), ["-c", folder.File("nginx.conf"), "-p", folder.Path]) { RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new AssertInconclusiveException("There is no nginx on this machine (Debian: apt-get install nginx-light).");
        }

        process.BeginErrorReadLine();
        Eventually.Holds(() => process.HasExited || Answers(), () => "nginx does not answer");
        Assert.IsFalse(process.HasExited, $"nginx does not serve: {File.ReadAllText(folder.File("error.log"))}");
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The configuration of the page, with this server's folder in the place of the page's.</summary>
    private string Documented()
    {
        var page = File.ReadAllText(Path.Combine(SharedFolder.Repository(), "docs", "caches.md"));
        var location = Location().Match(page);
        Assert.IsTrue(location.Success, "docs/caches.md shows no location of nginx.");
        StringAssert.Contains(location.Value, "/var/cache/prunebuild");
        return location.Value.Replace("/var/cache/prunebuild", folder.File("store"), StringComparison.Ordinal);
    }

    private string Tls() => certificates is null
        ? ""
        : $" ssl; ssl_certificate {certificates.Server}; ssl_certificate_key {certificates.ServerKey}; "
            + $"ssl_client_certificate {certificates.Authority}; ssl_verify_client on";

    // Debian keeps it where only administrators' paths look.
    private static string Program() => File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"location ~ "".*"" \{.*\}")]
    private static partial Regex Location();
}
