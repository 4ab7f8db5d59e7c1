using System.Globalization;
using PruneBuild.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PruneBuild.Engine.Manifest.Yaml;

/// <summary>Makes nodes of a YAML text. Hostile text ends in a diagnostic: depth, size and expansion are bounded.</summary>
internal sealed class YamlComposer
{
    /// <summary>Characters of the largest manifest.</summary>
    public const int MaximumLength = 1 << 20;

    private const int MaximumDepth = 50;
    private const long MaximumSize = 100_000;

    private readonly string file;
    private readonly DiagnosticLog log;
    private readonly Parser parser;
    private readonly Dictionary<string, YamlNode?> anchors = [];

    private YamlComposer(string file, string text, DiagnosticLog log) =>
        (this.file, this.log, parser) = (file, log, new Parser(new StringReader(text)));

    /// <summary>The root node of the text's only document; null with a diagnostic in the log when there is none.</summary>
    public static YamlNode? Compose(string file, string text, DiagnosticLog log)
    {
        if (text.Length > MaximumLength)
            return Refuse(log, new SourceSpan(file), $"has {text.Length} characters, more than {MaximumLength}");
        var composer = new YamlComposer(file, text, log);
        try
        {
            return composer.Document();
        }
        catch (Refusal)
        {
            return null;
        }
        catch (YamlException exception)
        {
            YamlFailure.Report(file, text, exception, log);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException
            or OverflowException or FormatException)
        {
            // The scanner lets such exceptions out for some malformed escapes and directives;
            // they carry no place, and no reason for people.
            var read = composer.parser.Current is { } last ? YamlFailure.Place(file, last.End) : new SourceSpan(file, 1, 1);
            log.Report(DiagnosticCatalog.ManifestNotYaml, read, "what follows cannot be read");
            return null;
        }
    }

    private YamlNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return new YamlScalar(new SourceSpan(file, 1, 1), "");
        parser.Consume<DocumentStart>();
        var root = Node(0);
        parser.Consume<DocumentEnd>();
        return parser.Accept<DocumentStart>(out var second)
            ? Refuse(log, At(second.Start), "holds more than one YAML document")
            : root;
    }

    private YamlNode Node(int depth)
    {
        if (depth > MaximumDepth)
            throw Refused(DiagnosticCatalog.ManifestTooLarge, parser.Current!.Start, $"is nested more than {MaximumDepth} levels deep");
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return Named(alias);
        var start = parser.Current as NodeEvent;
        var name = start is null || start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (name is not null)
            anchors[name] = null;
        var node = Content(depth);
        if (name is not null)
            anchors[name] = node;
        if (node.Size > MaximumSize)
            throw Refused(DiagnosticCatalog.ManifestTooLarge, start!.Start, $"expands to more than {MaximumSize} values");
        return node;
    }

    private YamlNode Named(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (!anchors.TryGetValue(name, out var node))
            throw Refused(
                DiagnosticCatalog.ManifestAlias, alias.Start, Readable.Short(name), "names an anchor that is not defined before it");
        return node
            ?? throw Refused(DiagnosticCatalog.ManifestAlias, alias.Start, Readable.Short(name), "is part of what it names, without end");
    }

    private YamlNode Content(int depth)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
            return new YamlScalar(At(scalar.Start), scalar.Value, IsPlain(scalar));
        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            CheckTag(sequence);
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Node(depth + 1));
            return new YamlList(At(sequence.Start), items);
        }

        var mapping = parser.Consume<MappingStart>();
        CheckTag(mapping);
        return Mapping(At(mapping.Start), depth);
    }

    private YamlMap Mapping(SourceSpan span, int depth)
    {
        var entries = new MapEntries(log);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            entries.Add(key, value);
        }

        return new YamlMap(span, entries.ToList());
    }

    private bool IsPlain(Scalar scalar)
    {
        if (scalar.Tag.IsEmpty)
            return scalar.Style == ScalarStyle.Plain;
        if (scalar.Tag.IsNonSpecific || scalar.Tag.Value == "tag:yaml.org,2002:str")
            return false;
        CheckTag(scalar);
        return true;
    }

    private void CheckTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !(node.Tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal) || node.Tag.IsNonSpecific))
            log.Report(DiagnosticCatalog.ManifestNotYaml, At(node.Start), $"the tag '{Readable.Short(node.Tag.Value)}' means nothing here");
    }

    private SourceSpan At(Mark mark) => YamlFailure.Place(file, mark);

    private Refusal Refused(DiagnosticDescriptor descriptor, Mark mark, params object[] arguments)
    {
        log.Report(descriptor, At(mark), arguments);
        return new Refusal();
    }

    private static YamlNode? Refuse(DiagnosticLog log, SourceSpan place, string reason)
    {
        log.Report(DiagnosticCatalog.ManifestTooLarge, place, string.Create(CultureInfo.InvariantCulture, $"{reason}"));
        return null;
    }

    /// <summary>Leaves the recursion once the log has the reason.</summary>
    private sealed class Refusal : Exception;
}
