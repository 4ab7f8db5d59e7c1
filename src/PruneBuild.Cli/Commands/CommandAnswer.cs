using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Commands;

/// <summary>What a command has to say.</summary>
/// <param name="Diagnostics">Errors, warnings and messages, in the order they are to be read.</param>
/// <param name="Text">Writes the result for people.</param>
/// <param name="Json">The result for programs.</param>
internal sealed record CommandAnswer(IReadOnlyList<Diagnostic> Diagnostics, Action<TextWriter>? Text = null, JsonObject? Json = null);
