using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>The files of a cache on a server, by GET and PUT.</summary>
/// <param name="settings">How the server is used.</param>
/// <param name="time">What silence is measured by.</param>
/// <remarks>A server that answers anything but 200 or 404, or nothing in time, has failed.</remarks>
internal sealed class HttpFiles(HttpCacheSettings settings, TimeProvider time) : IDisposable
{
    private readonly Lazy<HttpClient> client = new(() => Client(settings));

    /// <summary>Reads what is there; false when nothing is.</summary>
    /// <param name="kind"><c>ac</c> or <c>cas</c>.</param>
    /// <param name="hash">Its name.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="IOException">The server failed.</exception>
    /// <exception cref="InvalidDataException">There is more than that.</exception>
    public bool Get(string kind, string hash, Stream target, long most)
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

    /// <summary>Writes it there.</summary>
    /// <param name="kind"><c>ac</c> or <c>cas</c>.</param>
    /// <param name="hash">Its name.</param>
    /// <param name="source">What it holds.</param>
    /// <exception cref="IOException">The server failed.</exception>
    public void Put(string kind, string hash, Stream source) => InTime(async patience =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Address(kind, hash))
        {
            Content = new Upload(source, () => patience.CancelAfter(settings.Patience)),
        };
        using var answer = await client.Value.SendAsync(request, patience.Token).ConfigureAwait(false);
        Demand(answer);
        return true;
    });

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
            client.DefaultRequestHeaders.Authorization = Bearer(token);
        return client;
    }

    private static AuthenticationHeaderValue Bearer(string token)
    {
        try
        {
            return new AuthenticationHeaderValue("Bearer", token);
        }
        catch (FormatException damage)
        {
            throw new InvalidDataException("The token cannot be sent: it has a line break.", damage);
        }
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
