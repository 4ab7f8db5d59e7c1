using System.CommandLine;
using PruneBuild.Cli.Inputs;
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
    public static Option<int?> Seed { get; } = NumberOptions.Count("--seed", "Seed of every random choice; overrides the manifest.", least: 0, isRecursive: true);

    /// <summary>Form of results and diagnostics.</summary>
    public static Option<string> Format { get; } = Choice("--format", "Form of results and diagnostics.", "text", "json", "sarif", "github", "msbuild");

    /// <summary>How much is said.</summary>
    public static Option<string> Verbosity { get; } = VerbosityOption();

    /// <summary>Adds them all.</summary>
    public static void AddTo(Command root)
    {
        foreach (Option option in new Option[] { Directory, Manifest, Device, Seed, Format, Verbosity })
            root.Add(option);
    }

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', values),
            Recursive = true,
            DefaultValueFactory = _ => values[0],
        };
        return option.Among(values);
    }

    private static Option<string> VerbosityOption()
    {
        var option = new Option<string>("--verbosity", "-v")
        {
            Description = "q(uiet), m(inimal), n(ormal), d(etailed) or diag(nostic).",
            HelpName = "LEVEL",
            Recursive = true,
            DefaultValueFactory = _ => "n",
        };
        return option.AmongNamed(
            "q(uiet), m(inimal), n(ormal), d(etailed) or diag(nostic)", "q", "quiet", "m", "minimal", "n", "normal", "d", "detailed", "diag", "diagnostic");
    }
}
