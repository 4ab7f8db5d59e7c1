using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using PruneBuild.MSBuild.Lists;

namespace PruneBuild.MSBuild.State;

/// <summary>
/// Holds what is about to ship against the list of models: another project, or a hand, may have been there since the tool judged it.
/// A file that was found right is not hashed again while its time and length stay.
/// </summary>
internal static class ArtifactCheck
{
    /// <summary>What is wrong, and with which file; null when everything is as listed, which is noted then.</summary>
    /// <param name="models">The list.</param>
    /// <param name="notes">File of the notes.</param>
    /// <exception cref="IOException">A file cannot be read, or the notes cannot be written.</exception>
    public static (BuildDiagnostic What, string File)? Fault(IReadOnlyList<ShippedModel> models, string notes)
    {
        string[] known = File.Exists(notes) ? File.ReadAllLines(notes) : [];
        foreach (var model in models)
        {
            if (model.Data.Prepend(model.File).FirstOrDefault(file => !File.Exists(file)) is { } gone)
                return (BuildDiagnostic.ArtifactGone, gone);
            if (!known.Contains(Note(model)) && !IsAsListed(model))
                return (BuildDiagnostic.ArtifactReplaced, model.File);
        }

        var now = models.Select(Note).ToArray();
        if (!now.SequenceEqual(known))
            File.WriteAllLines(notes, now);
        return null;
    }

    private static bool IsAsListed(ShippedModel model) =>
        model.Data.Prepend(model.File).Sum(file => new FileInfo(file).Length) == model.Bytes && HashOf(model.File) == model.Sha256;

    private static string Note(ShippedModel model) => string.Join("|", model.Data.Prepend(model.File).Select(Times).Prepend(model.Sha256));

    private static string Times(string path)
    {
        var file = new FileInfo(path);
        return string.Format(CultureInfo.InvariantCulture, "{0}|{1}|{2}", path, file.LastWriteTimeUtc.Ticks, file.Length);
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(stream).Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
