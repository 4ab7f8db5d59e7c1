using Microsoft.Build.Utilities;

namespace PruneBuild.MSBuild.Tool;

/// <summary>The call of docs/build-protocol.md.</summary>
internal static class RunCommandLine
{
    /// <summary>Arguments of <c>dotnet</c>, or of the tool itself when it is an executable.</summary>
    public static string Of(RunPrune task, bool toolIsAssembly)
    {
        var line = new CommandLineBuilder();
        if (toolIsAssembly)
        {
            line.AppendSwitch("exec");
            line.AppendFileNameIfNotNull(task.ToolFile);
        }

        line.AppendSwitch("run");
        AppendPlaces(line, task);
        AppendSettings(line, task);
        line.AppendSwitch("--format msbuild");
        if (!string.IsNullOrEmpty(task.Arguments))
            line.AppendTextUnquoted(" " + task.Arguments);
        return line.ToString();
    }

    private static void AppendPlaces(CommandLineBuilder line, RunPrune task)
    {
        line.AppendSwitchIfNotNull("--manifest ", task.Manifest);
        line.AppendSwitchIfNotNull("--output-dir ", Folder(task.OutputDirectory));
        line.AppendSwitchIfNotNull("--build ", Folder(task.BuildDirectory));
    }

    private static void AppendSettings(CommandLineBuilder line, RunPrune task)
    {
        line.AppendSwitchIfNotNull("--device ", NotEmpty(task.Device));
        line.AppendSwitchIfNotNull("--seed ", NotEmpty(task.Seed));
        line.AppendSwitchIfNotNull("--on-fail ", NotEmpty(task.OnFail));
        if (task.Originals)
            line.AppendSwitch("--originals");
        if (task.Locked)
            line.AppendSwitch("--locked");
        line.AppendSwitchIfNotNull("--runtime-path ", Folder(NotEmpty(task.RuntimePath)));
        line.AppendSwitchIfNotNull("--cache ", Folder(NotEmpty(task.Cache)));
        line.AppendSwitchIfNotNull("--cache-url ", NotEmpty(task.CacheUrl));
        if (task.CacheWrite)
            line.AppendSwitch("--cache-write");
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>A backslash at the end would escape the quote that closes the argument.</summary>
    private static string? Folder(string? path) => path?.TrimEnd('/', '\\');
}
