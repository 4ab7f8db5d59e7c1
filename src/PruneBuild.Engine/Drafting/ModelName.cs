namespace PruneBuild.Engine.Drafting;

/// <summary>Names of models after their files.</summary>
internal static class ModelName
{
    private const int Longest = 60;

    /// <summary>The file's name with only what a name may have; numbered when it is taken, letter case aside.</summary>
    public static string Of(string path, IReadOnlyList<string> taken)
    {
        var letters = Path.GetFileNameWithoutExtension(path).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-');
        var name = string.Concat(letters).TrimStart('-', '.');
        name = name.Length == 0 ? "model" : name[..Math.Min(Longest, name.Length)];
        var plain = name;
        for (var i = 2; taken.Contains(name, StringComparer.OrdinalIgnoreCase); i++)
            name = $"{plain}-{i}";
        return name;
    }
}
