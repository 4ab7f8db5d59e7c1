namespace PruneBuild.Engine.Artifacts.Caches;

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
