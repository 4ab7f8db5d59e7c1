using System.Text;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Schema;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest;

/// <summary>Reads prune.yaml. No text makes it throw; everything that is wrong is told at once, each at its line and column.</summary>
public static class ManifestReader
{
    /// <summary>Reads a manifest from a file.</summary>
    /// <param name="path">The file, as diagnostics shall name it.</param>
    /// <returns>The manifest; or PB1001 without a readable file, PB1019 for another encoding, PB1002..PB1015 for its content.</returns>
    public static Result<PruneManifest> Read(string path)
    {
        byte[] bytes;
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > YamlComposer.MaximumLength)
                return Result<PruneManifest>.Fail(DiagnosticCatalog.ManifestTooLarge, new SourceSpan(path), $"has {stream.Length} bytes");
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or ArgumentException or NotSupportedException)
        {
            var reason = exception is FileNotFoundException or DirectoryNotFoundException
                ? "does not exist"
                : $"cannot be read ({Readable.Short(exception.Message.TrimEnd('.'))})";
            return Result<PruneManifest>.Fail(DiagnosticCatalog.ManifestNotFound, new SourceSpan(path), path, reason);
        }

        return Decode(bytes) is { } text
            ? Parse(text, path)
            : Result<PruneManifest>.Fail(DiagnosticCatalog.ManifestNotUtf8, new SourceSpan(path, 1, 1));
    }

    /// <summary>Reads a manifest from its text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="path">The file that it came from, for diagnostics and for paths relative to it.</param>
    /// <returns>The manifest; or PB1002..PB1015.</returns>
    public static Result<PruneManifest> Parse(string text, string path)
    {
        var log = new DiagnosticLog();
        var root = YamlComposer.Compose(path, text, log);
        var manifest = root is null ? null : RootSchema.Read(root, new Located<string>(path, new SourceSpan(path, 1, 1)), log);
        return manifest is null || log.Count > 0 ? Result<PruneManifest>.Fail(log.InOrder()) : Result<PruneManifest>.Ok(manifest.Value);
    }

    /// <summary>The text; null for another encoding.</summary>
    private static string? Decode(byte[] bytes)
    {
        // UTF-16 without a mark is UTF-8 of zeros.
        if (bytes is [0, ..] or [_, 0, ..])
            return null;
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
