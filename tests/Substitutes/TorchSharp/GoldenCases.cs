using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>The cases of make_torch_golden.py through the API of TorchSharp, under the same names.</summary>
internal static class GoldenCases
{
    internal static Dictionary<string, Tensor> Run(ScalarType type)
    {
        GoldenInputs inputs = new(type);
        Dictionary<string, Tensor> results = Operators(inputs);
        CrossEntropies(inputs, results);
        Layers(inputs, results);
        BatchNormStatistics(inputs, results);
        Optimizers(inputs, results);
        Clipping(inputs, results);
        return results;
    }

    private static Dictionary<string, Tensor> Operators(GoldenInputs inputs)
    {
        Tensor x = inputs.Numbers(1, 3, 4), y = inputs.Numbers(2, 3, 4), z = inputs.Numbers(3, 3, 4);
        Tensor box = inputs.Numbers(4, 2, 3, 4), image = inputs.Numbers(5, 2, 3, 5, 4);
        return new()
        {
            ["add"] = x + y,
            ["add scalar"] = x + 0.75,
            ["add with alpha"] = x.add(y, alpha: -1.5),
            ["subtract"] = x - y,
            ["subtract scalar"] = x - 2,
            ["multiply"] = x * y,
            ["multiply scalar"] = x * -3,
            ["divide"] = x / (y + 2),
            ["divide scalar"] = x / 7,
            ["broadcast"] = x + inputs.Numbers(6, 4),
            ["sqrt"] = (x + 1).sqrt(),
            ["reciprocal"] = (x + 2).reciprocal(),
            ["clamp"] = x.clamp(-0.25, 0.5),
            ["clamp max"] = x.clamp(max: 0.5),
            ["stack"] = stack([x, y, z]),
            ["stack dim"] = stack([x, y], 1),
            ["add_"] = x.clone().add_(y),
            ["add_ with alpha"] = x.clone().add_(y, alpha: 0.3),
            ["add_ scalar"] = x.clone().add_(3),
            ["mul_"] = x.clone().mul_(y),
            ["mul_ scalar"] = x.clone().mul_(0.9),
            ["div_ scalar"] = x.clone().div_(3),
            ["addcmul_"] = x.clone().addcmul_(y, z, 0.2),
            ["addcdiv_"] = x.clone().addcdiv_(y, z + 2, -0.4),
            ["zero_"] = x.clone().zero_(),
            ["fill_"] = x.clone().fill_(2.5),
            ["copy_ broadcasts"] = x.clone().copy_(inputs.Numbers(6, 4)),
            ["sum"] = box.sum(),
            ["sum along"] = box.sum(1),
            ["sum along, kept"] = box.sum(-1, keepdim: true),
            ["mean"] = box.mean(),
            ["mean along"] = box.mean([0, 2]),
            ["mean along, kept"] = box.mean([0], keepdim: true),
            ["argmax"] = box.argmax(1),
            ["argmax, kept"] = box.argmax(-1, keepdim: true),
            ["norm"] = box.norm(),
            ["norm 1"] = box.norm(1),
            ["mm"] = x.mm(inputs.Numbers(7, 4, 5)),
            ["bmm"] = box.bmm(inputs.Numbers(8, 2, 4, 3)),
            ["softmax"] = box.softmax(1),
            ["softmax, last"] = box.softmax(-1),
            ["view"] = box.view(4, 6),
            ["reshape"] = box.permute(2, 0, 1).reshape(-1, 3),
            ["permute"] = box.permute(2, 0, 1),
            ["transpose"] = box.transpose(1, 2),
            ["t"] = x.t(),
            ["contiguous"] = x.t().contiguous(),
            ["expand"] = inputs.Numbers(6, 1, 4).expand(3, -1),
            ["select"] = box.select(1, -1),
            ["narrow"] = box.narrow(2, 1, 2),
            ["index_select"] = box.index_select(1, GoldenInputs.Indices(2, 3, 5)),
            ["gather"] = box.gather(2, GoldenInputs.Indices(1, 4, 2, 3, 2)),
            ["chunk, last"] = box.chunk(3, 2)[^1],
            ["cat"] = cat([box, inputs.Numbers(9, 2, 1, 4)], 1),
            ["eye"] = eye(3, dtype: inputs.Type),
            ["eye, wide"] = eye(2, 4, dtype: inputs.Type),
            ["zeros"] = zeros([2, 3], inputs.Type),
            ["ones"] = ones([2, 3], inputs.Type),
            ["full"] = full([2, 3], -1.25, inputs.Type),
            ["arange"] = arange(5),
            ["int64"] = (x * 5).to(ScalarType.Int64),
            ["relu"] = F.relu(x),
            ["gelu"] = F.gelu(x * 3),
            ["pad"] = F.pad(image, [1, 2, 0, 1], value: 0.5),
        };
    }

    private static void CrossEntropies(GoldenInputs inputs, Dictionary<string, Tensor> results)
    {
        Tensor logits = inputs.Numbers(10, 5, 4), labels = GoldenInputs.Indices(1, 4, 5);
        results["cross entropy"] = F.cross_entropy(logits, labels);
        results["cross entropy, summed"] = F.cross_entropy(logits, labels, reduction: nn.Reduction.Sum);
        results["cross entropy of each"] = F.cross_entropy(logits, labels, reduction: nn.Reduction.None);
        results["cross entropy, weighted"] = F.cross_entropy(logits, labels, weight: inputs.Numbers(11, 4) + 1);
        results["cross entropy, one class ignored"] = F.cross_entropy(logits, labels, ignore_index: 2);
        results["cross entropy, smoothed"] = F.cross_entropy(logits, labels, label_smoothing: 0.1);
    }

    private static void Layers(GoldenInputs inputs, Dictionary<string, Tensor> results)
    {
        Tensor x = inputs.Numbers(1, 3, 4), box = inputs.Numbers(4, 2, 3, 4), image = inputs.Numbers(5, 2, 3, 5, 4);
        Layer("linear", nn.Linear(4, 5), box);
        Layer("linear without bias", nn.Linear(4, 5, hasBias: false), x);
        Layer("conv2d", nn.Conv2d(3, 4, 3, stride: 2, padding: 1), image);
        Layer("conv2d without bias", nn.Conv2d(3, 2, 1, bias: false), image);
        Layer("layer norm", nn.LayerNorm(4), box);
        Layer("batch norm", nn.BatchNorm2d(3), image);
        BatchNorm2d evaluating = nn.BatchNorm2d(3);
        evaluating.eval();
        Layer("batch norm, evaluating", evaluating, image);

        void Layer(string name, nn.Module<Tensor, Tensor> module, Tensor value)
        {
            inputs.Filled(module);
            value = value.clone();
            value.requires_grad = true;
            Tensor output = module.call(value);
            (output * inputs.Numbers(30, output.shape)).sum().backward();
            results[name] = output;
            results[$"{name}: gradient of the input"] = value.grad!;
            foreach ((string key, Parameter parameter) in module.named_parameters())
                results[$"{name}: gradient of {key}"] = parameter.grad!;
        }
    }

    private static void BatchNormStatistics(GoldenInputs inputs, Dictionary<string, Tensor> results)
    {
        foreach ((string name, double? momentum) in new (string, double?)[] { ("momentum", 0.1), ("cumulative", null) })
        {
            BatchNorm2d norm = inputs.Filled(nn.BatchNorm2d(3));
            norm.momentum = momentum;
            for (int seed = 40; seed <= 42; seed++) norm.call(inputs.Numbers(seed, 2, 3, 5, 4));
            results[$"batch norm, {name}: running mean"] = norm.running_mean!;
            results[$"batch norm, {name}: running variance"] = norm.running_var!;
            results[$"batch norm, {name}: batches"] = norm.num_batches_tracked!;
            norm.eval();
            results[$"batch norm, {name}: then evaluating"] = norm.call(inputs.Numbers(5, 2, 3, 5, 4));
        }
    }

    private static void Optimizers(GoldenInputs inputs, Dictionary<string, Tensor> results)
    {
        Train("SGD", p => optim.SGD(p, 0.1));
        Train("SGD with momentum", p => optim.SGD(p, 0.1, momentum: 0.9));
        Train("SGD with momentum and decay", p => optim.SGD(p, 0.1, momentum: 0.9, weight_decay: 0.01));
        Train("Adam", p => optim.Adam(p, 0.01));
        Train("Adam with decay", p => optim.Adam(p, 0.01, 0.8, 0.95, 1e-6, 0.02));

        void Train(string name, Func<IEnumerable<Parameter>, optim.Optimizer> build)
        {
            Linear model = inputs.Filled(nn.Linear(4, 3));
            using optim.Optimizer optimizer = build(model.parameters());
            List<Tensor> losses = [];
            for (int step = 0; step < 8; step++)
            {
                foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate *= 0.9;
                optimizer.zero_grad();
                Tensor loss = F.cross_entropy(model.call(inputs.Numbers(50 + step, 6, 4)), GoldenInputs.Indices(step, 3, 6));
                loss.backward();
                optimizer.step();
                losses.Add(loss.detach().view(1));
            }
            results[$"{name}: losses"] = cat(losses);
            results[$"{name}: weight"] = model.weight;
            results[$"{name}: bias"] = model.bias!;
        }
    }

    private static void Clipping(GoldenInputs inputs, Dictionary<string, Tensor> results)
    {
        foreach ((string name, double limit) in new[] { ("above", 0.05), ("below", 50.0) })
        {
            Linear model = inputs.Filled(nn.Linear(4, 3));
            F.cross_entropy(model.call(inputs.Numbers(50, 6, 4)), GoldenInputs.Indices(0, 3, 6)).backward();
            double norm = nn.utils.clip_grad_norm_(model.parameters(), limit);
            results[$"clip {name}: norm before"] = tensor([norm], []);
            results[$"clip {name}: gradient"] = model.weight.grad!;
        }
    }
}
