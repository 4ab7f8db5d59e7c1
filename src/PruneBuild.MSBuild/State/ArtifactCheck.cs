using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
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
            if (!known.Contains(Note(model)) && Replaced(model) is { } other)
                return (BuildDiagnostic.ArtifactReplaced, other);
        }

        var now = models.Select(Note).ToArray();
        if (!now.SequenceEqual(known))
            File.WriteAllLines(notes, now);
        return null;
    }

    /// <summary>A file that is not as listed; null when all are. Data without a hash is held against its length.</summary>
    private static string? Replaced(ShippedModel model)
    {
        var hashed = model.Data.Prepend(model.File).Zip(Hashes(model), (file, hash) => (File: file, Hash: hash));
        return hashed.FirstOrDefault(listed => FileHash.Of(listed.File) != listed.Hash).File
            ?? (BytesOf(model) == model.Bytes ? null : model.File);
    }

    private static IEnumerable<string> Hashes(ShippedModel model) => model.DataSha256.Prepend(model.Sha256);

    private static long BytesOf(ShippedModel model) => model.Data.Prepend(model.File).Sum(file => new FileInfo(file).Length);

    private static string Note(ShippedModel model) => string.Join("|", Hashes(model).Concat(model.Data.Prepend(model.File).Select(Times)));

    private static string Times(string path)
    {
        var file = new FileInfo(path);
        return string.Format(CultureInfo.InvariantCulture, "{0}|{1}|{2}", path, file.LastWriteTimeUtc.Ticks, file.Length);
    }
}
