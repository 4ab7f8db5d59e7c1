using System.Security.Cryptography;
using System.Text;

namespace PruneBuild.Engine.Artifacts;

/// <summary>A document with its own hash before it, and with a signature where a secret is shared: a line <c>HASH</c> or
/// <c>HASH SIGNATURE</c>, then the text.</summary>
public static class SealedDocument
{
    /// <summary>The document to store.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key it is stored under, which is signed too: a record must not stand in for another.</param>
    /// <param name="secret">Signs it; null for no signature.</param>
    public static string Seal(string text, string key, string? secret) =>
        $"{ContentHash.OfText(text)}{(secret is null ? "" : $" {Signature(text, key, secret)}")}\n{text}";

    /// <summary>The text of a stored document; null when it is damaged, or not signed with the secret.</summary>
    public static string? Open(string stored, string key, string? secret)
    {
        var end = stored.IndexOf('\n', StringComparison.Ordinal);
        if (end < 64)
            return null;
        var (line, text) = (stored[..end].Split(' '), stored[(end + 1)..]);
        if (line[0] != ContentHash.OfText(text))
            return null;
        return secret is null || (line.Length == 2 && FixedEquals(line[1], Signature(text, key, secret))) ? text : null;
    }

    /// <summary>Why a stored document does not open, for people.</summary>
    public static string Refusal(string key) => $"Record {key[..12]}… is damaged, or not signed with the secret.";

    private static string Signature(string text, string key, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{key}\n{text}")));

    private static bool FixedEquals(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
