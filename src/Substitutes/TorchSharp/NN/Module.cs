using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// The base of every network and layer. <see cref="RegisterComponents"/> finds the parameters, buffers and sub-modules
        /// in the fields of the derived class; a field's name is the component's.
        /// </summary>
        public abstract class Module(string name) : IDisposable
        {
            private readonly Dictionary<string, Parameter> parameterTable = [];
            private readonly Dictionary<string, Tensor> bufferTable = [];
            private readonly List<(string Name, Module Module)> children_ = [];
            private bool componentsFound;

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => name;

            public virtual void train(bool on = true)
            {
                training = on;
                foreach ((_, Module child) in children_) child.train(on);
            }

            public void eval() => train(false);

            public virtual IEnumerable<(string name, Module module)> named_children() => children_.Select(c => (c.Name, c.Module));

            public virtual IEnumerable<Module> children() => children_.Select(c => c.Module);

            /// <summary>This module's descendants; the published package leaves the module itself out, too.</summary>
            public virtual IEnumerable<Module> modules() => children().SelectMany(child => child.modules().Prepend(child));

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                parameterTable.Select(p => (p.Key, p.Value)).Concat(Inner(recurse, child => child.named_parameters()));

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true) =>
                bufferTable.Select(b => (b.Key, b.Value)).Concat(Inner(recurse, child => child.named_buffers()));

            public virtual IEnumerable<Tensor> buffers(bool recurse = true) => named_buffers(recurse).Select(b => b.buffer);

            public virtual Dictionary<string, Tensor> state_dict()
            {
                Dictionary<string, Tensor> state = [];
                foreach ((string key, Parameter value) in named_parameters()) state.Add(key, value);
                foreach ((string key, Tensor value) in named_buffers()) state.Add(key, value);
                return state;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters())
                {
                    using Tensor? gradient = parameter.grad;
                    if (gradient is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else gradient.zero_();
                }
            }

            // A component belongs to its module, not to the scope it happened to be made in.
            public virtual void register_buffer(string name, Tensor tensor) => bufferTable.Add(name, tensor.DetachFromDisposeScope());

            public virtual void register_parameter(string name, Parameter param) 
            {
                param.DetachFromDisposeScope();
                parameterTable.Add(name, param);
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (name.Contains('.', StringComparison.Ordinal)) throw new ArgumentException($"module name can't contain \".\", got: {name}");
                submodule.RegisterComponents();
                children_.Add((name, submodule));
            }

            protected internal virtual void RegisterComponents()
            {
                if (componentsFound) return;
                componentsFound = true;
                foreach (FieldInfo field in GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    string component = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                    switch (field.GetValue(this))
                    {
                        case Parameter parameter: register_parameter(component, parameter); break;
                        case Tensor buffer: register_buffer(component, buffer); break;
                        case Module module: register_module(component, module); break;
                    }
                }
            }

            private IEnumerable<(string, T)> Inner<T>(bool recurse, Func<Module, IEnumerable<(string, T)>> select) =>
                recurse ? children_.SelectMany(c => select(c.Module).Select(item => ($"{c.Name}.{item.Item1}", item.Item2))) : [];

            internal void Move(Device? device, ScalarType? type)
            {
                using IDisposable noGrad = no_grad();
                foreach (Tensor tensor in parameters().Concat(buffers())) tensor.Replace(device, type);
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                foreach (Parameter parameter in parameterTable.Values) parameter.Dispose();
                foreach (Tensor buffer in bufferTable.Values) buffer.Dispose();
                foreach ((_, Module child) in children_) child.Dispose();
            }
        }

        /// <summary>A module with one input and one output.</summary>
        public abstract class Module<T, TResult>(string name) : Module(name)
        {
            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }
    }

    public partial class Tensor
    {
        /// <summary>Exchanges the native tensor for a copy elsewhere or of another floating type; the object stays the same.</summary>
        internal void Replace(Device? device, ScalarType? type)
        {
            bool floating = dtype is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;
            bool gradient = requires_grad;
            Tensor moved = to(floating ? type ?? dtype : dtype, device ?? this.device);
            IntPtr before = Handle;
            handle = moved.Release();
            Interop.Door.door_release(before);
            if (gradient) requires_grad = true;
        }
    }
}

/// <summary>Names a component other than its field.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}

public static class ModuleExtensionMethods
{
    /// <summary>Moves the module's parameters and buffers to a device.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(device, null);
        return module;
    }

    /// <summary>Converts the module's floating parameters and buffers.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(null, type);
        return module;
    }
}
