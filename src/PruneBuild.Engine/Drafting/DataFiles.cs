namespace PruneBuild.Engine.Drafting;

/// <summary>Finds data beside what was named: the file to judge on, the vocabulary of a model.</summary>
internal static class DataFiles
{
    private static readonly char[] Separators = ['.', '-', '_', ' '];
    private static readonly string[] Training = ["train", "training", "calibration", "calib"];
    private static readonly string[] Judging = ["dev", "validation", "valid", "val", "eval", "test", "t10k", "testing"];
    private static readonly string[] VocabularyNames = ["tokenizer.json", "vocab.txt", "vocabulary.txt", "tokenizer.bin"];
    private static readonly string[] ClassFiles = ["labels.txt", "classes.txt", "categories.txt"];
    private static readonly string[] Tables = [".tsv", ".csv", ".jsonl"];
    private static readonly string[] VocabularyPatterns = ["*vocab*.txt", "tok*.bin"];

    /// <summary>The file or folder beside this one that holds records to judge on; the path itself when there is none.</summary>
    /// <remarks><c>train.tsv</c> has <c>dev.tsv</c> or <c>test.tsv</c>; of several, the word that comes first in the list, then the name most like it.</remarks>
    public static string Validation(string calibration)
    {
        var (folder, name) = (Path.GetDirectoryName(calibration) ?? "", Path.GetFileName(calibration));
        if (!Parts(name).Any(part => Training.Any(word => part.StartsWith(word, StringComparison.Ordinal))))
            return calibration;
        var candidates = (Directory.Exists(calibration) ? Directory.EnumerateDirectories(folder) : Directory.EnumerateFiles(folder))
            .Where(path => Directory.Exists(calibration) || Extension(path) == Extension(calibration))
            .Select(path => (Path: path, Rank: Rank(Path.GetFileName(path))))
            .Where(candidate => candidate.Rank >= 0)
            .OrderByDescending(candidate => Parts(Path.GetFileName(candidate.Path)).Intersect(Parts(name)).Count())
            .ThenBy(candidate => candidate.Rank)
            .ThenBy(candidate => candidate.Path, StringComparer.Ordinal);
        return candidates.Select(candidate => candidate.Path).FirstOrDefault() ?? calibration;
    }

    /// <summary>Files and folders of records to calibrate on, in these folders and in <c>data</c> below them.</summary>
    public static IEnumerable<string> Calibrations(params IEnumerable<string> folders) =>
        from folder in folders.SelectMany(folder => (string[])[folder, Path.Combine(folder, "data"), Path.Combine(folder, "data", "images")]).Distinct()
        where Directory.Exists(folder)
        from path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)
        where Training.Contains(Parts(Path.GetFileName(path)).First())
        select path;

    /// <summary>The vocabularies in these folders, likeliest first: those of the first folder, those of usual names before others.</summary>
    public static IReadOnlyList<string> Vocabularies(params IEnumerable<string> folders) =>
    [
        .. folders.Where(Directory.Exists).SelectMany(folder => VocabularyNames.Select(name => Path.Combine(folder, name)).Where(File.Exists)
            .Concat(VocabularyPatterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)))).Distinct(),
    ];

    /// <summary>The table beside a file that has its name and another ending: the labels of records that are no table; null when there is none.</summary>
    public static string? Labels(string path)
    {
        var name = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));
        return Tables.Select(extension => name + extension).FirstOrDefault(File.Exists);
    }

    /// <summary>The names of a model's classes in the order of its outputs, as a file of one name a line beside it has them; empty when none does.</summary>
    /// <param name="classes">How many there are.</param>
    /// <param name="folders">Where to look.</param>
    public static ValueList<string> ClassNames(int classes, params IEnumerable<string> folders) =>
        (from folder in folders
         from name in ClassFiles
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         let lines = File.ReadLines(path).Take(classes + 1).Select(line => line.Trim()).Where(line => line.Length > 0).ToValueList()
         where lines.Count == classes
         select lines).FirstOrDefault() ?? [];

    private static int Rank(string name) =>
        Array.FindIndex(Judging, word => Parts(name).Any(part => part == word || (word == "t10k" && part.StartsWith(word, StringComparison.Ordinal))));

    private static string[] Parts(string name) =>
        name.ToLowerInvariant().Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    private static string Extension(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant();
    }
}
