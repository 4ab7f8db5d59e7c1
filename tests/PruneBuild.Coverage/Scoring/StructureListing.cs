using System.Globalization;
using System.Text;
using PruneBuild.Coverage.Proving;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Scoring;

/// <summary>Shows what was inferred of one model, for whoever works on the rules.</summary>
internal static class StructureListing
{
    /// <summary>Groups with what they cut, then refusals with what carries them.</summary>
    public static string Write(CoverageModel entry)
    {
        var read = OnnxReader.Read(entry.Path);
        if (!read.IsOk)
            return string.Join(Environment.NewLine, read.Diagnostics);
        using var model = PrunableForm.Of(read.Value);
        var probe = InputSets.Probe(model, entry.RecordedInputs);
        if (!probe.IsOk)
            return string.Join(Environment.NewLine, probe.Diagnostics);
        var structure = DimensionInference.Infer(model, probe.Value.Facts);
        var text = new StringBuilder().Append("# ").AppendLine(entry.Name);
        foreach (var group in structure.Groups)
        {
            text.AppendLine(Invariant($"{group.Kind} {group.Id}: {group.Units} × {group.UnitWidth}"));
            foreach (var slice in group.Slices)
                text.AppendLine(Invariant($"    {slice.Tensor}[{slice.Axis}] {Pattern(slice.Pattern)} read by {slice.Node}:{slice.Input}"));
            foreach (var consumer in group.Consumers)
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"    tap {consumer.Tap}[{consumer.TapAxis}] {Pattern(consumer.TapPattern)} into "
                    + $"{consumer.Node}:{consumer.Input} {consumer.Kind}");
        }

        foreach (var refusal in structure.Refusals)
        {
            var carriers = string.Join(", ", refusal.Tensors.Take(6).Select(axis => Invariant($"{axis.Tensor}[{axis.Axis}]")));
            text.AppendLine(Invariant($"refused {refusal.Size} because {refusal.Reason}: {refusal.Operator} '{refusal.Node}'; {carriers}"));
        }

        return text.ToString();
    }

    private static string Pattern(AxisPattern pattern) =>
        Invariant($"{pattern.Offset}+{pattern.Units}×{pattern.UnitWidth} of {pattern.AxisSize}")
        + string.Concat(pattern.Repeats.Select(repeat => Invariant($" ({repeat.Count} every {repeat.Stride})")));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
