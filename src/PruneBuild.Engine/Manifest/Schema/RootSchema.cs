using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Shapes;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>The manifest.</summary>
internal static class RootSchema
{
    /// <summary>The version of the form that this tool reads.</summary>
    public const int CurrentVersion = 1;

    private static readonly Key<int> Version = Key.Required("version", new IntegerShape("a version number", 1),
        "Version of the manifest's form: 1.");

    private static readonly Key<string> Device = Key.Defaulted("device", Values.Device, "auto",
        "Where models run: `auto` takes a GPU if there is one and says so; `cuda` without one is an error, never a fallback.");

    private static readonly Key<int> Seed = Key.Defaulted("seed", new IntegerShape("a whole number of at least 0", 0), "0",
        "Seed of everything that is drawn: the same seed gives the same model.");

    private static readonly Key<ValueList<Named<ModelEntry>>> Models = Key.Required("models",
        new NamedShape<ModelEntry>(
            "names of models", ModelNames.Pattern, ModelNames.Rule, ModelSchema.Shape, ModelNames.IsReserved),
        "The models by name: ASCII letters, digits, `_`, `-` and `.`, at most 64, none of the last two at the beginning "
        + "and no `.` at the end; not `con` or another device of Windows, `slurm` or `prune.schema.json`.");

    /// <summary>The whole file. Keys that begin with x- are ignored: a place for anchors.</summary>
    public static readonly MappingShape<PruneManifest> Shape = new(
        "manifest",
        "prune.yaml, beside the project file. Keys at the top that begin with `x-` are ignored: a place for anchors.",
        [Version, Device, Seed, Models],
        Make,
        takesExtensions: true);

    /// <summary>The manifest of a document. One of another version is refused for that alone:
    /// what its keys mean is not ours to judge.</summary>
    public static Located<PruneManifest>? Read(YamlNode root, Located<string> name, DiagnosticLog log)
    {
        if (root is YamlMap map
            && map.Entries.FirstOrDefault(entry => entry.Key.Value == Version.Name)?.Value is YamlScalar { Number: { } number } version
            && number > CurrentVersion && number == Math.Truncate(number))
        {
            log.Report(DiagnosticCatalog.ManifestVersion, version.Span, number, CurrentVersion);
            return null;
        }

        return Shape.Read(root, name, log);
    }

    private static PruneManifest Make(KeyValues values, DiagnosticLog log)
    {
        var version = values.Get(Version);
        var models = values.Get(Models).Value.Select(model => model.Value).ToValueList();
        // File systems that ignore case would mix the two up.
        ReportClashes(models, model => model.Name, _ => "differ only in case; rename one", log);
        ReportClashes(
            models, model => model.Output.Path, path => $"both go to '{path}'; give one an 'output' with another 'path'", log);
        return new PruneManifest(values.Name.Value, version, values.Get(Device), values.Get(Seed), models);
    }

    private static void ReportClashes(
        ValueList<ModelEntry> models, Func<ModelEntry, Located<string>> what, Func<string, string> clash, DiagnosticLog log)
    {
        var first = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var model in models)
        {
            var value = what(model);
            if (!first.TryAdd(value.Value, model.Name.Value))
                log.Report(DiagnosticCatalog.ManifestClash, value.Span, first[value.Value], model.Name.Value, clash(value.Value));
        }
    }
}
