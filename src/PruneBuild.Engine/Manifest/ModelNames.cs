namespace PruneBuild.Engine.Manifest;

/// <summary>Which names models may have: a folder of the artifacts is named after each.</summary>
internal static class ModelNames
{
    /// <summary>What a name looks like. On Windows <c>a.</c> is <c>a</c>.</summary>
    public const string Pattern = "^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?$";

    /// <summary>The same in words.</summary>
    public const string Rule =
        "A name has ASCII letters, digits, '_', '-' and '.', at most 64, begins with none of the last two, and does not end with '.'. "
        + "What Windows takes for devices (con, nul, com1 and so on, with any ending), 'slurm' and 'prune.schema.json' are no names.";

    // Devices of Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file.
    private static readonly string[] Devices =
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })];

    // What the tool writes beside the folders of models.
    private static readonly string[] Ours = ["slurm", "prune.schema.json"];

    /// <summary>True for a name of the right form that stands for something else.</summary>
    public static bool IsReserved(string name) =>
        Devices.Contains(name.Split('.')[0], StringComparer.OrdinalIgnoreCase) || Ours.Contains(name, StringComparer.OrdinalIgnoreCase);
}
