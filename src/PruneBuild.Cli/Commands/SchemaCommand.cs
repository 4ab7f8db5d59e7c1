using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Output;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Cli.Commands;

/// <summary><c>schema</c>: what editors complete and check prune.yaml by.</summary>
internal static class SchemaCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("schema", "Prints the JSON schema of prune.yaml, for editors: dotnet prune schema > prune.schema.json")
            .Does(terminal, (_, invocation) => invocation.Format == OutputFormat.Json
                ? invocation.Finish([], json: new JsonObject { ["schema"] = JsonNode.Parse(ManifestSchema.ToJson()) })
                : invocation.Finish([], writer => writer.Write(ManifestSchema.ToJson())));
}
