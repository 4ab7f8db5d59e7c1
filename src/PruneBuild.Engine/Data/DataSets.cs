using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data;

/// <summary>Loads data sets: reads, chooses, prepares, batches.</summary>
public static class DataSets
{
    /// <summary>A data set as a model takes it.</summary>
    /// <param name="data">The model's data in the manifest.</param>
    /// <param name="set">Which of its sets.</param>
    /// <param name="model">The model.</param>
    /// <param name="classes">Classes of the model, for checking labels; 0 when it answers a number or that is not known.</param>
    /// <param name="manifest">Resolves paths; its seed is that of the shuffle that <c>take</c> chooses by.</param>
    /// <param name="cancellation">Ends the preparation with <see cref="OperationCanceledException" />.</param>
    public static Result<PreparedData> Load(
        DataEntry data, DataSetEntry set, OnnxModel model, int classes, PruneManifest manifest, CancellationToken cancellation = default)
    {
        var read = DataSetTable.Read(data, set, manifest);
        if (!read.IsOk)
            return read.As<PreparedData>();
        var table = read.Value;
        var chosen = SeededShuffle.Take(table.Count, set.Skip?.Value ?? 0, set.Take?.Value, manifest.Seed.Value);
        if (chosen.Length == 0)
        {
            return Result<PreparedData>.Fail(
                DiagnosticCatalog.ManifestCombination, set.Skip!.Span,
                $"'skip: {set.Skip.Value}' leaves none of the {table.Count} records of '{set.File.Value}'. Skip fewer.");
        }

        var labels = LabelReader.Read(table, data, chosen, classes);
        if (labels is { IsOk: false })
            return labels.As<PreparedData>();
        var inputs = ModelInput.Of(model);
        var records = Prepare(data, table, inputs, EmptyCaches.Of(model), chosen, manifest, cancellation);
        if (!records.IsOk)
            return records.As<PreparedData>();
        var fed = records.Value[0].Inputs;
        if (inputs.FirstOrDefault(input => !fed.ContainsKey(input.Name)) is { } missing)
        {
            return Result<PreparedData>.Fail(
                DiagnosticCatalog.InputNotFed, data.Span, missing.Name, $"{missing.Type}", table.Source);
        }

        var batches = Batching.Of(records.Value, inputs, table.Source, StatedOutputs.Of(model));
        return batches.IsOk
            ? Result<PreparedData>.Ok(new PreparedData(batches.Value, labels?.Value, chosen.Length))
            : batches.As<PreparedData>(set.File.Span);
    }

    private static Result<List<PreparedRecord>> Prepare(
        DataEntry data, RecordTable table, ValueList<ModelInput> inputs, IReadOnlyDictionary<string, Tensor> otherwise, int[] chosen,
        PruneManifest manifest, CancellationToken cancellation)
    {
        var casts = Casts.Of(data.Prepare, inputs);
        if (!casts.IsOk)
            return casts.As<List<PreparedRecord>>();
        PrepareStep[] steps = [.. data.Prepare.Where(step => step is not CastStep)];
        var preparations = new List<IRecordPreparation>();
        try
        {
            foreach (var step in steps)
            {
                var opened = Open(step, data, table, inputs, manifest);
                if (!opened.IsOk)
                    return opened.As<List<PreparedRecord>>();
                preparations.Add(opened.Value);
            }

            if (preparations.Count == 0)
                preparations.AddRange(ArrayPreparation.Direct(table, inputs, data.Label?.Value));
            var records = Records(
                preparations, steps, casts.Value, otherwise, chosen,
                table.AreWindows ? (TensorColumn)table.Find(TokenStreamReader.TokensColumn)! : null, cancellation);
            // An array has no lines: its file is as near as can be told.
            return records.IsOk ? records : records.As<List<PreparedRecord>>(new SourceSpan(table.Source));
        }
        finally
        {
            preparations.ForEach(preparation => preparation.Dispose());
        }
    }

    private static Result<IRecordPreparation> Open(
        PrepareStep step, DataEntry data, RecordTable table, ValueList<ModelInput> inputs, PruneManifest manifest)
    {
        switch (step)
        {
            case TokenizeStep when data.SequenceLength is not null:
                return Result<IRecordPreparation>.Ok(
                    new TokenWindows((TensorColumn)table.Find(TokenStreamReader.TokensColumn)!, TokenInputs.Of(inputs)));
            case TokenizeStep tokenize:
                return Tokenization.Open(tokenize, manifest.Resolve(tokenize.Vocabulary.Value), table, inputs);
            case ImageStep image:
                return ImagePreparation.Open(image, table, inputs);
            case ArrayStep array:
                return ArrayPreparation.Open(array, table, inputs, data.Label?.Value);
            case GraphStep graph:
                return GraphPreparation.Open(manifest.Resolve(graph.Path.Value), table, inputs, graph.Path.Span);
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "No preparation for this step.");
        }
    }

    /// <param name="preparations">Which inputs each makes.</param>
    /// <param name="steps">The steps that they stand for; none where the manifest has none.</param>
    /// <param name="casts">How inputs are cast.</param>
    /// <param name="otherwise">What inputs get that nothing makes.</param>
    /// <param name="chosen">Records.</param>
    /// <param name="windows">Of one long row of tokens: a window's first token comes behind the window before it;
    /// null for other records.</param>
    /// <param name="cancellation">Looked at before each record.</param>
    private static Result<List<PreparedRecord>> Records(
        List<IRecordPreparation> preparations, PrepareStep[] steps, Casts casts, IReadOnlyDictionary<string, Tensor> otherwise,
        int[] chosen, TensorColumn? windows, CancellationToken cancellation)
    {
        var (records, keeper) = (new List<PreparedRecord>(chosen.Length), new ValueKeeper());
        foreach (var record in chosen)
        {
            cancellation.ThrowIfCancellationRequested();
            var (inputs, tokens) = (new Dictionary<string, Tensor>(), (PreparedRecord?)null);
            foreach (var (i, preparation) in preparations.Index())
            {
                var part = preparation.Prepare(record);
                if (!part.IsOk)
                    return part.As<List<PreparedRecord>>();
                foreach (var (name, tensor) in part.Value.Inputs)
                {
                    if (!inputs.TryAdd(name, casts.Apply(name, tensor)))
                        return Result<List<PreparedRecord>>.Fail(
                            DiagnosticCatalog.ManifestCombination, steps[i].Span,
                            $"Input '{name}' is made by an earlier step already. Remove one of them, or name another 'input'.");
                }

                tokens ??= part.Value.Length is null ? null : part.Value;
            }

            foreach (var (name, tensor) in otherwise)
                inputs.TryAdd(name, tensor);
            records.Add(new PreparedRecord(keeper.Keep(inputs), tokens?.Length)
            {
                TokenInput = tokens?.TokenInput,
                Next = record + 1 < windows?.Count ? windows[record + 1].ToInt64s()[0] : null,
            });
        }

        return Result<List<PreparedRecord>>.Ok(records);
    }
}
