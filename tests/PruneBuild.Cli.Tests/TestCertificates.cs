using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests;

/// <summary>An authority, and what it issued for a server on this machine and for a client: PEM files, made anew for each test.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TestCertificates()
    {
        using var authority = Issue("PruneBuild's tests", null);
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        Write(authority, "127.0.0.1", Server, ServerKey);
        Write(authority, "client", Client, ClientKey);
    }

    public string Authority => folder.File("authority.pem");

    public string Server => folder.File("server.pem");

    public string ServerKey => folder.File("server.key");

    public string Client => folder.File("client.pem");

    public string ClientKey => folder.File("client.key");

    public void Dispose() => folder.Dispose();

    private static void Write(X509Certificate2 authority, string name, string file, string keyFile)
    {
        using var certificate = Issue(name, authority);
        File.WriteAllText(file, certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Issue(string name, X509Certificate2? authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority is null, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        if (authority is null)
            return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        if (IPAddress.TryParse(name, out var address))
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        using var issued = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
