using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PruneBuild.Testing;

/// <summary>A server in Bazel's layout on this machine, which can be told to misbehave.</summary>
public sealed class CacheServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly CancellationTokenSource stopped = new();

    /// <summary>Starts on a free port.</summary>
    public CacheServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        listener.Prefixes.Add(Address.AbsoluteUri);
        listener.Start();
        _ = Task.Run(Serve);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What is stored, by <c>/ac/HASH</c> and <c>/cas/HASH</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Stored { get; } = new();

    /// <summary>Answers every request instead of the cache; returns true when it did.</summary>
    public Func<HttpListenerContext, CancellationToken, bool>? Misbehave { get; set; }

    /// <summary>The authorization of the last request.</summary>
    public string? Authorization { get; private set; }

    /// <inheritdoc />
    public void Dispose()
    {
        if (stopped.IsCancellationRequested)
            return;
        stopped.Cancel();
        listener.Close();
    }

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => Answer(context));
        }
    }

    private void Answer(HttpListenerContext context)
    {
        try
        {
            Authorization = context.Request.Headers["Authorization"];
            if (Misbehave?.Invoke(context, stopped.Token) == true)
                return;
            var path = context.Request.Url!.AbsolutePath;
            if (context.Request.HttpMethod == "PUT")
            {
                using var body = new MemoryStream();
                context.Request.InputStream.CopyTo(body);
                Stored[path] = body.ToArray();
                context.Response.StatusCode = 201;
            }
            else if (Stored.TryGetValue(path, out var bytes))
            {
                context.Response.ContentLength64 = bytes.Length;
                context.Response.OutputStream.Write(bytes);
            }
            else
            {
                context.Response.StatusCode = 404;
            }

            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The caller gave up: that is what some tests are about.
        }
    }
}
