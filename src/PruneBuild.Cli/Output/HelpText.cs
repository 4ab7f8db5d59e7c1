using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PruneBuild.Cli.Output;

/// <summary>The help text, whose usage says <c>dotnet prune</c> as the documentation does, not the name of the file.</summary>
/// <param name="whole">Writes the text.</param>
internal sealed class HelpText(HelpAction whole) : SynchronousCommandLineAction
{
    /// <summary>Puts it in place of a command's own.</summary>
    public static void In(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpText((HelpAction)option.Action!);
    }

    /// <inheritdoc />
    public override bool ClearsParseErrors => true;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        var streams = parseResult.InvocationConfiguration;
        var output = streams.Output;
        using var text = new StringWriter { NewLine = output.NewLine };
        streams.Output = text;
        var code = whole.Invoke(parseResult);
        streams.Output = output;
        output.Write(text.ToString().Replace($"  {RootCommand.ExecutableName}", "  dotnet prune"));
        return code;
    }
}
