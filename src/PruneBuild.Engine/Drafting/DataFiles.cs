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
    /// <remarks>
    /// <c>train.tsv</c> has <c>dev.tsv</c> or <c>test.tsv</c>; of several, the name most like it, then the word that comes first in the
    /// list. A name that says nothing of training goes with one that adds only such a word, where both hold the same: <c>reviews.csv</c>
    /// with <c>dev.csv</c> or <c>reviews-test.csv</c>.
    /// </remarks>
    /// <param name="calibration">Full path of the records to calibrate on.</param>
    /// <param name="holdsTheSame">True for a path whose records are of the same form; asked only where names leave it open.</param>
    public static string Validation(string calibration, Func<string, bool> holdsTheSame)
    {
        var (folder, name) = (Path.GetDirectoryName(calibration) ?? "", Path.GetFileName(calibration));
        var isTraining = SaysTraining(calibration);
        if (!isTraining && Rank(name) >= 0)
            return calibration;
        var candidates = (Directory.Exists(calibration) ? Directory.EnumerateDirectories(folder) : Directory.EnumerateFiles(folder))
            .Where(path => Directory.Exists(calibration) || Extension(path) == Extension(calibration))
            .Select(path => (Path: path, Rank: Rank(Path.GetFileName(path))))
            .Where(candidate => candidate.Rank >= 0
                && (isTraining || Parts(Path.GetFileName(candidate.Path)).Except(Parts(name)).All(IsJudging)))
            .OrderByDescending(candidate => Parts(Path.GetFileName(candidate.Path)).Intersect(Parts(name)).Count())
            .ThenBy(candidate => candidate.Rank)
            .ThenBy(candidate => candidate.Path, StringComparer.Ordinal);
        return candidates.Select(candidate => candidate.Path).FirstOrDefault(path => isTraining || holdsTheSame(path)) ?? calibration;
    }

    /// <summary>True when a file's or folder's name says that its records are for training or calibration.</summary>
    public static bool SaysTraining(string path) =>
        Parts(Path.GetFileName(path)).Any(part => Training.Any(word => part.StartsWith(word, StringComparison.Ordinal)));

    /// <summary>Files and folders of records to calibrate on, in these folders and in <c>data</c> below them.</summary>
    public static IEnumerable<string> Calibrations(params IEnumerable<string> folders) =>
        from folder in folders
            .SelectMany(folder => (string[])[folder, Path.Combine(folder, "data"), Path.Combine(folder, "data", "images")]).Distinct()
        where Directory.Exists(folder)
        from path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)
        where Training.Contains(Parts(Path.GetFileName(path)).First())
        select path;

    /// <summary>The vocabularies in these folders, likeliest first: those of the first folder,
    /// those of usual names before others.</summary>
    public static IReadOnlyList<string> Vocabularies(params IEnumerable<string> folders) =>
    [
        .. folders.Where(Directory.Exists)
            .SelectMany(folder => VocabularyNames.Select(name => Path.Combine(folder, name)).Where(File.Exists)
                .Concat(VocabularyPatterns.SelectMany(
                    pattern => Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)))).Distinct(),
    ];

    /// <summary>The table beside a file that has its name and another ending: the labels of records that are no table;
    /// null when there is none.</summary>
    public static string? Labels(string path)
    {
        var name = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));
        return Tables.Select(extension => name + extension).FirstOrDefault(File.Exists);
    }

    /// <summary>The names of a model's classes in the order of its outputs, as a file of one name a line beside it has them;
    /// empty when none does.</summary>
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
        Array.FindIndex(Judging, word => Parts(name).Any(part => Says(part, word)));

    private static bool IsJudging(string part) => Array.Exists(Judging, word => Says(part, word));

    private static bool Says(string part, string word) =>
        part == word || (word == "t10k" && part.StartsWith(word, StringComparison.Ordinal));

    private static string[] Parts(string name) =>
        name.ToLowerInvariant().Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    private static string Extension(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant();
    }
}
