using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace PruneBuild.MSBuild.State;

/// <summary>SHA-256 of a file, as lists of models write it.</summary>
internal static class FileHash
{
    /// <summary>Sixty-four hex digits.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Of(string path)
    {
        using var stream = File.OpenRead(path);
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(stream).Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
