using System.CommandLine;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Cli;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    /// <summary>Folder that the command works in.</summary>
    public static Option<string?> Directory { get; } = new("-C", "--directory")
    {
        Description = "Work in this folder.",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>The manifest.</summary>
    public static Option<string?> Manifest { get; } = new("--manifest")
    {
        Description = "The manifest; prune.yaml in the working folder unless given. A project or solution finds its own.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Device, over the manifest's.</summary>
    public static Option<string?> Device { get; } = new("--device")
    {
        Description = "auto, cpu, cuda or cuda:N; overrides the manifest.",
        HelpName = "DEVICE",
        Recursive = true,
        CustomParser = result =>
        {
            if (!DeviceSelection.Knows(result.Tokens[0].Value))
                result.AddError($"'--device' takes auto, cpu, cuda or cuda:N, not '{result.Tokens[0].Value}'.");
            return result.Tokens[0].Value;
        },
    };

    /// <summary>Seed, over the manifest's.</summary>
    public static Option<int?> Seed { get; } = NumberOptions.Count(
        "--seed", "Seed of every random choice; overrides the manifest.", least: 0, isRecursive: true);

    /// <summary>Form of results and diagnostics.</summary>
    public static Option<OutputFormat?> Format { get; } = new Option<OutputFormat?>("--format")
    {
        Description = "Form of results and diagnostics; text unless given.",
        Recursive = true,
    }.Among(OutputFormats.Words);

    /// <summary>How much is said.</summary>
    public static Option<Verbosity?> Verbosity { get; } = new Option<Verbosity?>("--verbosity", "-v")
    {
        Description = $"{WordOptions.Listed(Verbosities.Words)}; normal unless given.",
        HelpName = "LEVEL",
        Recursive = true,
    }.Among(Verbosities.Words);

    /// <summary>Adds them all.</summary>
    public static void AddTo(Command root)
    {
        foreach (Option option in new Option[] { Directory, Manifest, Device, Seed, Format, Verbosity })
            root.Add(option);
    }
}
