using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>A cache on a server, in the layout of Bazel's HTTP caches: <c>/ac/HASH</c> and <c>/cas/HASH</c>, by GET and PUT.</summary>
/// <remarks>Nothing that comes back is trusted: a blob must have its hash, and a record the signature where a secret is set. A server that
/// answers anything but 200 or 404, or nothing in time, has failed.</remarks>
public sealed class HttpCache : IResultCache, IDisposable
{
    private const int LongestDocument = 64 << 20;
    private readonly Lazy<HttpClient> client;
    private readonly HttpCacheSettings settings;
    private readonly TimeProvider time;

    /// <summary>A cache; nothing is connected yet, and no file read: a certificate that is not there is a failure of the cache.</summary>
    /// <param name="settings">How the server is used.</param>
    /// <param name="time">What silence is measured by; null for the system's clock.</param>
    public HttpCache(HttpCacheSettings settings, TimeProvider? time = null)
    {
        this.settings = settings;
        this.time = time ?? TimeProvider.System;
        client = new(() => Client(settings));
    }

    /// <inheritdoc />
    public string Name => settings.Address.GetLeftPart(UriPartial.Path);

    /// <inheritdoc />
    public bool IsWritable => settings.IsWritable;

    /// <inheritdoc />
    public string? GetDocument(string key)
    {
        using var body = new MemoryStream();
        if (!Get("ac", key, body, LongestDocument))
            return null;
        return SealedDocument.Open(Encoding.UTF8.GetString(body.ToArray()), key, settings.Secret)
            ?? throw new InvalidDataException(SealedDocument.Refusal(key));
    }

    /// <inheritdoc />
    public bool TryGetFile(string hash, string path)
    {
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            if (!Get("cas", hash, file, long.MaxValue))
                return false;
        }

        if (ContentHash.OfFile(path) == hash)
            return true;
        File.Delete(path);
        throw new InvalidDataException($"Blob {hash[..12]}… does not have its hash.");
    }

    /// <inheritdoc />
    public void PutFile(string path, string hash)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Put("cas", hash, file);
    }

    /// <inheritdoc />
    public void PutDocument(string key, string text)
    {
        using var stored = new MemoryStream(Encoding.UTF8.GetBytes(SealedDocument.Seal(text, key, settings.Secret)));
        Put("ac", key, stored);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (client.IsValueCreated)
            client.Value.Dispose();
    }

    private static HttpClient Client(HttpCacheSettings settings)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = settings.Patience, AutomaticDecompression = DecompressionMethods.None };
        if (settings.Certificate is { } certificate)
            handler.SslOptions.ClientCertificates = [Certificate(certificate, settings.CertificateKey)];
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        if (settings.Token is { } token)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static X509Certificate2 Certificate(string file, string? key)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(file, key);
            // Windows' TLS does not take a key that was read from PEM.
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception damage) when (damage is CryptographicException or ArgumentException)
        {
            // The latter when the key is another certificate's.
            throw new InvalidDataException($"The client certificate '{file}' cannot be used: {damage.Message}", damage);
        }
    }

    private bool Get(string kind, string hash, Stream target, long most)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(kind, hash));
        return InTime(async patience =>
        {
            using var answer = await client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token)
                .ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return false;
            Demand(answer);
            await Copy(await answer.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false), target, most, patience)
                .ConfigureAwait(false);
            return true;
        });
    }

    private void Put(string kind, string hash, Stream source) => InTime(async patience =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Address(kind, hash))
        {
            Content = new Upload(source, () => patience.CancelAfter(settings.Patience)),
        };
        using var answer = await client.Value.SendAsync(request, patience.Token).ConfigureAwait(false);
        Demand(answer);
        return true;
    });

    /// <summary>A server may be slow, but not silent: every block that arrives, as every one that it takes,
    /// buys as much time again.</summary>
    private async Task Copy(Stream source, Stream target, long most, CancellationTokenSource patience)
    {
        var block = new byte[1 << 16];
        var total = 0L;
        for (int count; (count = await source.ReadAsync(block, patience.Token).ConfigureAwait(false)) > 0;)
        {
            if ((total += count) > most)
                throw new InvalidDataException($"The answer is longer than {most} bytes.");
            patience.CancelAfter(settings.Patience);
            await target.WriteAsync(block.AsMemory(0, count), patience.Token).ConfigureAwait(false);
        }
    }

    private T InTime<T>(Func<CancellationTokenSource, Task<T>> work)
    {
        using var patience = new CancellationTokenSource(settings.Patience, time);
        try
        {
            // On the pool, so that no caller's context can be waited for.
            return Task.Run(() => work(patience)).GetAwaiter().GetResult();
        }
        catch (HttpRequestException failure)
        {
            throw new IOException(failure.Message, failure);
        }
        catch (OperationCanceledException silence)
        {
            throw new IOException(FormattableString.Invariant($"No answer within {settings.Patience.TotalSeconds:0.#} seconds."), silence);
        }
    }

    private Uri Address(string kind, string hash) => new($"{settings.Address.AbsoluteUri.TrimEnd('/')}/{kind}/{CacheKey.Checked(hash)}");

    private static void Demand(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            throw new IOException($"The server answered {(int)answer.StatusCode} {answer.ReasonPhrase}.");
    }

    /// <summary>A body that tells of every block that the connection took.</summary>
    private sealed class Upload(Stream source, Action taken) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            // A connection that broke off may be tried again.
            source.Position = 0;
            var block = new byte[1 << 16];
            for (int count; (count = await source.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                await stream.WriteAsync(block.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                taken();
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = source.Length;
            return true;
        }
    }
}

/// <summary>How a server is used as a cache.</summary>
/// <param name="Address">Its address, over which <c>/ac</c> and <c>/cas</c> lie.</param>
/// <param name="IsWritable">True to store results there too.</param>
/// <param name="Token">Bearer token; null for none.</param>
/// <param name="Secret">Signs and checks records; null for none.</param>
/// <param name="Certificate">PEM file of a client certificate; null for none.</param>
/// <param name="CertificateKey">PEM file of its key; null when it is in the same file.</param>
/// <param name="Patience">How long silence may last.</param>
public sealed record HttpCacheSettings(
    Uri Address, bool IsWritable, string? Token, string? Secret, string? Certificate, string? CertificateKey, TimeSpan Patience);
