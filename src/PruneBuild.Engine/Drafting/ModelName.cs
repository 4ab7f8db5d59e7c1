using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Drafting;

/// <summary>Names of models after their files.</summary>
internal static class ModelName
{
    private const int Longest = 60;

    /// <summary>The file's name with only what a name may have, a dash for all that stands between;
    /// numbered when it is taken, letter case aside.</summary>
    public static string Of(string path, IReadOnlyList<string> taken)
    {
        var letters = Path.GetFileNameWithoutExtension(path)
            .Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' ? letter : '-');
        var words = string.Concat(letters).Split('-', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('-', words).TrimStart('-', '.');
        name = name.Length == 0 ? "model" : name[..Math.Min(Longest, name.Length)].TrimEnd('-', '.');
        if (ModelNames.IsReserved(name))
            name = $"model-{name}"[..Math.Min(Longest, name.Length + "model-".Length)].TrimEnd('-', '.');
        var plain = name;
        for (var i = 2; taken.Contains(name, StringComparer.OrdinalIgnoreCase); i++)
            name = $"{plain}-{i}";
        return name;
    }
}
